# Rejoinder as an image: built in one stage, run in another that has neither a compiler
# nor pip's cache. Whatever it writes is under /data; everything else may be read-only.
#
#   docker build -t rejoinder .
#   docker run --read-only -p 127.0.0.1:8000:8000 -v rejoinder:/data rejoinder

ARG PYTHON=3.13-slim-bookworm

FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv --without-pip /opt/rejoinder
COPY requirements/build.txt requirements/run.txt requirements/
RUN python -m pip install --no-deps --require-hashes -r requirements/build.txt \
    && python -m pip --python /opt/rejoinder/bin/python install --only-binary :all: \
        --no-deps --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY migrations migrations
RUN python -m pip wheel --no-build-isolation --no-deps --wheel-dir /wheels . \
    && python -m pip --python /opt/rejoinder/bin/python install --no-deps /wheels/*.whl

FROM python:${PYTHON}
ENV PATH=/opt/rejoinder/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    REJOINDER_DATA_DIR=/data \
    PORT=8000
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin rejoinder \
    && install --directory --owner rejoinder --mode 0700 /data
COPY --from=build /opt/rejoinder /opt/rejoinder
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/readyz', timeout=5)"]
CMD ["sh", "-c", "rejoinder migrate && exec rejoinder serve --host 0.0.0.0 --port \"$PORT\""]
