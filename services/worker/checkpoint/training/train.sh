#!/bin/sh
# Retrains the checkpoint from nothing: environment, pictures, training, export, evaluation. Needs Python 3.11 and the
# DejaVu fonts (Debian: fonts-dejavu). WORK holds the environment, the pictures (4 GB) and the run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${WORK:-"$here/.work"}
mkdir -p "$work"
if [ ! -x "$work/venv/bin/python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
fi
python="$work/venv/bin/python"
export TOKENIZERS_PARALLELISM=false
cd "$here"
"$python" dataset.py --out "$work/data" --count 245760 --seed 1
"$python" train.py --data "$work/data" --out "$work/run" --seed 1
"$python" export.py --weights "$work/run/final.pt" --tokenizer "$work/run/tokenizer.json" --out "$here/../signalbox-see"
"$python" evaluate.py --model "$here/../signalbox-see"
