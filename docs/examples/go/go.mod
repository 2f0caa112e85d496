module madang.example/join

go 1.26

require github.com/livekit/server-sdk-go/v2 v2.19.0
