# One image for every service: the container's command says which one runs, for example packages/product/src/main.ts.
ARG NODE_IMAGE=node:24-slim

# The manifests alone, so that the dependencies below are installed anew only when one of them changes.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /hexmart
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json -delete

# --omit=optional leaves out the embedded PostgreSQL: a container has a server beside it.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /hexmart
COPY --from=manifests /hexmart .
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund \
      --workspace packages/identity \
      --workspace packages/movies-api \
      --workspace packages/movies-web \
      --workspace packages/discount \
      --workspace packages/product \
      --workspace packages/shopping-cart \
      --workspace packages/api-gateway \
      --workspace packages/product-worker \
      --workspace packages/shopping-cart-worker

FROM ${NODE_IMAGE}
WORKDIR /hexmart
ENV NODE_ENV=production
COPY --from=dependencies /hexmart/node_modules node_modules
COPY contracts contracts
COPY packages packages
# What a worker has to find again after a crash. Mount a volume here, so that the container after this one finds it too.
ENV STATE_DIRECTORY=/var/lib/hexmart
RUN mkdir $STATE_DIRECTORY && chown node:node $STATE_DIRECTORY
USER node
# Node runs TypeScript as it is; there is no build step. The packages of the workspace stay links into this folder,
# since Node strips types only outside node_modules.
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning"]
