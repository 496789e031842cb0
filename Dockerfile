# Flink's image with the engine on its class path, and the command line. Builds the program inside:
#
#   docker build -t mosaicgpt .
#
# docs/containers.md tells what it is for, and how large it is and why.
ARG MAVEN_IMAGE=maven:3.9.11-eclipse-temurin-17
ARG FLINK_IMAGE=flink:2.2.1-java17

FROM ${MAVEN_IMAGE} AS build
WORKDIR /src
COPY pom.xml ./
COPY .mvn .mvn
COPY integration-tests integration-tests
COPY schemas schemas
COPY model model
COPY operators operators
COPY jobs jobs
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -pl jobs -am -Dmaven.test.skip=true -Dspotless.check.skip=true package
COPY bin bin
COPY docker docker
RUN docker/pack.sh "$PWD/jobs/target/dist" /pack

FROM ${FLINK_IMAGE}
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=
LABEL org.opencontainers.image.title="flink-mosaicgpt" \
      org.opencontainers.image.description="Streaming inference of MosaicGPT inside Apache Flink" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/flink:2.2.1-java17"

# The engine's natives load once per JVM, so it belongs to Flink's own class path, not to a job's.
COPY --from=build /pack/engine /opt/flink/lib/mosaicgpt
COPY --from=build /pack/flink /opt/mosaicgpt/flink
COPY --from=build /pack/natives /opt/mosaicgpt/natives
COPY --from=build /pack/conf /opt/mosaicgpt/conf
COPY --from=build /pack/job /opt/mosaicgpt/job
COPY --from=build /pack/bin /opt/mosaicgpt/bin

USER root
RUN set -eu; \
    ln -s /opt/flink/lib/mosaicgpt /opt/mosaicgpt/engine; \
    ln -s /opt/mosaicgpt/bin/mosaicgpt /usr/local/bin/mosaicgpt; \
    # What Flink writes goes to /tmp, the only place that has to be writable, which may be memory.
    mv /opt/flink/conf /opt/mosaicgpt/flink-conf; \
    rm -rf /opt/flink/log; \
    ln -s /tmp/flink/conf /tmp/flink/log /opt/flink/; \
    sed -i 's/size=100MB/size=10MB/; s/MAX_LOG_FILE_NUMBER:-10/MAX_LOG_FILE_NUMBER:-2/' \
      /opt/mosaicgpt/flink-conf/log4j*.properties; \
    # A volume that is mounted here for the first time belongs to whom this belongs.
    install -d -o flink -g flink /checkpoints /checkpoints/savepoints
USER flink

ENV DJL_CACHE_DIR=/opt/mosaicgpt/natives
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=10s --start-period=600s --retries=6 CMD ["/opt/mosaicgpt/bin/healthcheck.sh"]
ENTRYPOINT ["/opt/mosaicgpt/bin/entrypoint.sh"]
CMD ["--help"]
