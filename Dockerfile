# The studio as an image: built once, served by nginx without root, and nothing fetched when it runs.
#   docker build --build-arg THAW_COMMIT="$(git rev-parse --short=7 HEAD)" -t thaw .
#   docker run --read-only --tmpfs /tmp -p 8080:8080 thaw
FROM node:20.19.0-alpine AS build
WORKDIR /thaw
COPY package.json package-lock.json .npmrc ./
# A development dependency of the folder itself.
COPY test/support/onnxruntime-node test/support/onnxruntime-node
RUN npm ci --ignore-scripts
COPY . .
ARG THAW_COMMIT=""
RUN npm run build

FROM nginxinc/nginx-unprivileged:1.28.0-alpine
COPY deploy/nginx.conf /etc/nginx/conf.d/default.conf
COPY --from=build /thaw/dist /usr/share/nginx/html
EXPOSE 8080
