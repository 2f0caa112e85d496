# Caddy with the layer4 module, which shares port 443 between the web and TURN by the server's name (decision 020).
# No image of another is taken for it: this one is made of Caddy's own two.

FROM caddy:2.11.9-builder AS build
RUN xcaddy build v2.11.9 --with github.com/mholt/caddy-l4@v0.1.2

FROM caddy:2.11.9
COPY --from=build /usr/bin/caddy /usr/bin/caddy
