# The parliament as one image: god, priests and the command line. docker-compose.yml says how they are run.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json ./
COPY packages packages
RUN --mount=type=cache,target=/npm-cache npm ci --cache /npm-cache --no-audit --no-fund --loglevel=error \
  && npm run --silent build \
  && npm prune --omit=dev --no-audit --no-fund --loglevel=error
# What only a compiler, a debugger or another system would read.
RUN find . \( -name '*.ts' -o -name '*.cts' -o -name '*.mts' -o -name '*.map' -o -name '*.tsbuildinfo' -o -name '*.md' \) -type f -delete \
  && rm -rf packages/*/src packages/*/test packages/*/tsconfig.json node_modules/zod/src \
  && find node_modules -path '*/prebuilds/*' -prune ! -name "linux-$(node -p process.arch)*" -exec rm -rf {} +

FROM node:24-bookworm-slim
ENV NODE_ENV=production
# A new volume takes over the owner of the folder that it is mounted on.
RUN install -d -o node -g node /data /secret \
  && ln -s /app/packages/parliament/bin/parliament.js /usr/local/bin/parliament
COPY --from=build /app /app
USER node
WORKDIR /data
ENTRYPOINT ["node", "/app/packages/parliament/bin/parliament.js"]
CMD ["--help"]
