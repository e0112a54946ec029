# The bot. Two stages: the first builds a virtual environment from the hashed lock, the second only copies it.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python3 -m venv /opt/shipmate
# The lock changes less often than the code: its layer stays in the cache.
COPY requirements.lock /src/
RUN /opt/shipmate/bin/python -m pip install --quiet --require-hashes -r /src/requirements.lock
COPY pyproject.toml README.md /src/
COPY bot /src/bot
COPY commands /src/commands
COPY content /src/content
COPY sandbox /src/sandbox
RUN /opt/shipmate/bin/python -m pip install --quiet --no-deps --no-build-isolation /src

FROM ${BASE}
LABEL org.opencontainers.image.title="Shipmate" \
      org.opencontainers.image.description="A study-group bot for people who learn containers" \
      org.opencontainers.image.licenses="MIT"
RUN mkdir /data && chown 10001:10001 /data
COPY --from=build /opt/shipmate /opt/shipmate
ENV PATH=/opt/shipmate/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOME=/data \
    XDG_DATA_HOME=/data \
    SHIPMATE_DATABASE_URL=sqlite:////data/shipmate.db \
    SHIPMATE_HTTP_ADDRESS=0.0.0.0:8080 \
    SHIPMATE_LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["shipmate"]
CMD ["run"]
