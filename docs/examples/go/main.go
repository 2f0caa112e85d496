// A program joins a space, by server-sdk-go: go run . <madang> <space> <name>
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"

	lksdk "github.com/livekit/server-sdk-go/v2"
)

func post(address, session string, body map[string]string, answer any) {
	text, _ := json.Marshal(body)
	request, err := http.NewRequest("POST", address, bytes.NewReader(text))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if session != "" {
		request.Header.Set("Authorization", "Bearer "+session)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusCreated {
		log.Fatalf("%s: %s", address, response.Status)
	}
	if err := json.NewDecoder(response.Body).Decode(answer); err != nil {
		log.Fatal(err)
	}
}

func main() {
	madang, name := os.Args[1], os.Args[3]
	roomName := "space-" + os.Args[2]

	var guest struct {
		SessionToken string `json:"sessionToken"`
	}
	post(madang+"/api/guest-sessions", "", map[string]string{
		"roomName": roomName, "participantName": name, "delivery": "body",
	}, &guest)

	var token struct {
		ServerURL        string `json:"server_url"`
		ParticipantToken string `json:"participant_token"`
	}
	post(madang+"/api/livekit/token", guest.SessionToken, map[string]string{
		"room_name": roomName,
	}, &token)

	room, err := lksdk.ConnectToRoomWithToken(token.ServerURL, token.ParticipantToken, &lksdk.RoomCallback{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s is in %s as %s\n", name, roomName, room.LocalParticipant.Identity())
	room.Disconnect()
}
