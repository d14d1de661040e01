#!/bin/sh
# Makes .venv and installs a lock file into it: with uv from PATH, else with uv put into .venv by pip.
# usage: PYTHON=python3 install.sh LOCK
set -eu
lock=$1
python=${PYTHON:-python3}

if ! command -v "$python" >/dev/null 2>&1; then
    echo "City of Learning needs Python 3.11 or newer, but there is no $python here: install it (Debian: apt install python3 python3-venv), or say which: make PYTHON=/path/to/python3" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "City of Learning needs Python 3.11 or newer, but $python is $("$python" -c 'import sys; print(sys.version.split()[0])'): install a newer one, or say which: make PYTHON=python3.11" >&2
    exit 1
fi

if [ ! -x .venv/bin/python ]; then
    rm -rf .venv
    if command -v uv >/dev/null 2>&1; then
        uv venv --quiet --python "$python" .venv
    elif "$python" -m venv .venv >/dev/null 2>&1; then
        :
    elif rm -rf .venv && "$python" -m virtualenv --quiet .venv >/dev/null 2>&1; then
        :
    else
        rm -rf .venv
        echo "City of Learning cannot make a virtual environment with $python: install its venv module (Debian: apt install python3-venv), or uv, or virtualenv." >&2
        exit 1
    fi
fi
if command -v uv >/dev/null 2>&1; then
    uv=uv
else
    uv=.venv/bin/uv
    [ -x "$uv" ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
fi
"$uv" pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"
"$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
