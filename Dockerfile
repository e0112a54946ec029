# The bot alone: no build tools, no pip, no root. The learners' engine is another container (compose.yaml).
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
# The program's environment has no pip of its own; the base's fills it. `tools` makes the wheel and stays behind.
RUN python3 -m venv --without-pip /opt/shipmate && python3 -m venv --without-pip /build/tools
# The locks change more seldom than the code, so what they bring is kept in the builder's cache.
COPY requirements.lock requirements-build.lock ./
RUN python3 -m pip --python /opt/shipmate/bin/python install \
        --quiet --only-binary :all: --require-hashes -r requirements.lock \
    && python3 -m pip --python /build/tools/bin/python install \
        --quiet --only-binary :all: --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY commands commands
COPY content content
COPY sandbox sandbox
RUN python3 -m pip --python /build/tools/bin/python wheel --quiet --no-deps --no-build-isolation --wheel-dir wheels . \
    && python3 -m pip --python /opt/shipmate/bin/python install --quiet --no-deps --no-index wheels/*.whl

# Nothing is fetched from here on.
FROM ${BASE}
LABEL org.opencontainers.image.title="Shipmate" \
      org.opencontainers.image.description="A study-group bot for people who learn containers" \
      org.opencontainers.image.licenses="MIT AND CC-BY-4.0"
RUN useradd --uid 10001 --home-dir /data --create-home --skel /dev/null --shell /usr/sbin/nologin shipmate
COPY --from=build /opt/shipmate /opt/shipmate
ENV PATH=/opt/shipmate/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SHIPMATE_DATABASE_URL=sqlite:////data/shipmate.db \
    SHIPMATE_HTTP_ADDRESS=0.0.0.0:8080 \
    SHIPMATE_LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["python3", "-c", "\
import http.client, os, sys; \
port = os.environ['SHIPMATE_HTTP_ADDRESS'].rpartition(':')[2]; \
bot = http.client.HTTPConnection('127.0.0.1', int(port), timeout=4); \
bot.request('GET', '/healthz'); \
sys.exit(bot.getresponse().status != 200)"]
ENTRYPOINT ["shipmate"]
CMD ["run"]
