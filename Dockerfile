# The programs of the relay, a stage each: docker build --target silo -t sdtp-silo .
# Base images are pinned by the tag of one release; docs/adr/0018 says why not by digest.

FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/ src/
# For this machine's kind only: a portable output would carry SQLite for every system there is.
RUN for program in Silo Gateway Admin; do \
      dotnet publish src/$program --configuration Release --use-current-runtime --self-contained false -p:DebugType=none \
        -p:RunAnalyzers=false --output /out/$program || exit 1; \
    done
# The last images have no shell to make folders with.
RUN mkdir -p /folders/data /folders/certificates/authority /folders/certificates/silo /folders/certificates/gateway

FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled AS silo
COPY --from=build /out/Silo /app
COPY --from=build --chown=1654:1654 /folders/data /data
COPY --from=build --chown=1654:1654 /folders/certificates/silo /certificates
# Alone it is a whole relay on SQLite in /data; docker-compose.yml makes it one silo of many.
ENV DOTNET_EnableDiagnostics=0 SDTP_DATA=/data SDTP_LISTEN=0.0.0.0:5000 SDTP_HEALTH=127.0.0.1:8080
USER 1654:1654
WORKDIR /app
VOLUME /data
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=15s --start-period=60s --retries=3 CMD ["/app/sdtp-silo", "probe"]
ENTRYPOINT ["/app/sdtp-silo"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled AS gateway
COPY --from=build /out/Gateway /app
COPY --from=build --chown=1654:1654 /folders/certificates/gateway /certificates
ENV DOTNET_EnableDiagnostics=0 SDTP_LISTEN=0.0.0.0:5000 SDTP_HEALTH=127.0.0.1:8080
USER 1654:1654
WORKDIR /app
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=15s --start-period=60s --retries=3 CMD ["/app/sdtp-gateway", "probe"]
ENTRYPOINT ["/app/sdtp-gateway"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled AS admin
COPY --from=build /out/Admin /app
COPY --from=build --chown=1654:1654 /folders/certificates /certificates
ENV DOTNET_EnableDiagnostics=0
USER 1654:1654
WORKDIR /app
ENTRYPOINT ["/app/sdtp-admin"]

# Azure's own emulator, for a cluster on one machine. Its own /data belongs to root and is declared a volume, so its owner cannot be changed.
FROM mcr.microsoft.com/azure-storage/azurite:3.37.0 AS azurite
COPY --from=build --chown=1654:1654 /folders/data /azurite
USER 1654:1654
CMD ["azurite", "--location", "/azurite", "--blobHost", "0.0.0.0", "--queueHost", "0.0.0.0", "--tableHost", "0.0.0.0", \
     "--skipApiVersionCheck", "--disableTelemetry"]
