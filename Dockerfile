# One image for every service: the container's command says which one runs, for example packages/product/src/main.ts.
# SERVICES, such as "product discount", makes an image of those alone. See docs/decisions about one image.
ARG NODE_IMAGE=node:24-slim

# What the services need of this repository and of its lock file: turbo finds it from their manifests.
FROM ${NODE_IMAGE} AS pruned
WORKDIR /hexmart
ENV TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1
COPY package.json .
RUN npm install --global --no-audit --no-fund turbo@$(node -p "require('./package.json').devDependencies.turbo")
ARG SERVICES
COPY . .
RUN turbo prune --docker $(node packages/stack/src/cli/packages.ts $SERVICES)

# From the manifests alone, so that the dependencies are installed anew only when one of them changes.
# --omit=optional leaves out the embedded PostgreSQL: a container has a server beside it.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /hexmart
COPY --from=pruned /hexmart/out/json .
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE}
WORKDIR /hexmart
ENV NODE_ENV=production
COPY --from=dependencies /hexmart/node_modules node_modules
COPY --from=pruned /hexmart/out/full .
# What tells how a container does, and what prepares a system of them.
COPY packages/stack packages/stack
# What a worker has to find again after a crash. Mount a volume here, so that the container after this one finds it too.
ENV STATE_DIRECTORY=/var/lib/hexmart
RUN mkdir $STATE_DIRECTORY && chown node:node $STATE_DIRECTORY
# By number, so that an orchestrator can see that it is not root.
USER 1000:1000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "--disable-warning=ExperimentalWarning", "packages/stack/src/cli/health-check.ts"]
# Node runs TypeScript as it is; there is no build step. The packages of the workspace stay links into this folder,
# since Node strips types only outside node_modules. Node is process 1: a service handles SIGTERM itself and starts no
# other process, so there is nothing for an init to pass on or to reap.
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning"]
