#!/usr/bin/env bash
# Makes the embedded model: embedded-model/train.sh DATA OUTPUT
#
# DATA holds banking77/train.csv, clinc150/train.jsonl and dolly/train.jsonl as their authors publish them; embedded-model/README.md
# says where they come from and what for. The model ends up in OUTPUT/model. Every step goes on where it was when this is run again.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
mosaicgpt=$here/../bin/mosaicgpt
data=${1:?usage: embedded-model/train.sh DATA OUTPUT}
output=${2:?usage: embedded-model/train.sh DATA OUTPUT}
resume() { if [ -e "$1" ]; then echo --resume; fi; }

"$mosaicgpt" --version >&2 # builds what has not been built
libraries=$here/../jobs/target/dist
java -cp "$libraries/engine/*:$libraries/flink/*" "$here/Prepare.java" "$data" "$output/data"
splits=$output/data

if [ ! -e "$output/tokenizer/tokenizer.json" ]; then
  "$mosaicgpt" tokenizer train \
    --data "$splits/banking-train.jsonl,$splits/clinc-train.jsonl,$splits/dolly-train.jsonl" --vocab-size 4096 \
    --added-token $'Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n### Instruction:\n' \
    --added-token $'\n\nInput:\n' --added-token $'\n\n### Response:\n' --added-token $'\n\n### End' \
    --added-token "Classify the customer's message" --added-token 'Classify the request' \
    --output "$output/tokenizer"
fi

# First everything at once: Dolly as text, every token of which is predicted, and the labels.
[ -e "$output/first/training.json" ] || "$mosaicgpt" finetune $(resume "$output/first") \
  --config "$here/../model/src/main/resources/io/mosaicgpt/model/embedded/config.json" --tokenizer "$output/tokenizer" \
  --data "$splits/dolly-text.jsonl,$splits/banking-train.jsonl,$splits/clinc-train.jsonl" \
  --epochs 4 --max-seq-len 256 --batch-tokens 768 --learning-rate 0.002 --warmup 200 --ema 0.998 --seed 1 --threads 1 \
  --dtype float32 --output "$output/first"

# Then what it is for: labels, also as people write them in haste, and Dolly's answers alone.
banking=$splits/banking-train.jsonl
clinc=$splits/clinc-train.jsonl
held_out=$splits/banking-calibration.jsonl,$splits/clinc-calibration.jsonl,$splits/dolly-test.jsonl
[ -e "$output/second/training.json" ] || "$mosaicgpt" finetune $(resume "$output/second") \
  --model "$output/first" \
  --data "$banking,$banking,$banking,$splits/banking-noised.jsonl" \
  --data "$clinc,$clinc,$splits/clinc-noised.jsonl,$splits/dolly-train.jsonl" --eval "$held_out" \
  --epochs 1 --max-seq-len 256 --batch-tokens 768 --learning-rate 0.001 --warmup 100 --dropout 0.1 --ema 0.999 --seed 1 --threads 1 \
  --output "$output/second"

# And once more with a lower learning rate and more dropout.
[ -e "$output/model/training.json" ] || "$mosaicgpt" finetune $(resume "$output/model") \
  --model "$output/second" \
  --data "$banking,$banking,$splits/banking-noised.jsonl" \
  --data "$clinc,$splits/clinc-noised.jsonl,$splits/dolly-train.jsonl" --eval "$held_out" \
  --epochs 1 --max-seq-len 256 --batch-tokens 768 --learning-rate 0.0007 --warmup 100 --dropout 0.25 --ema 0.999 --seed 2 \
  --threads 1 --output "$output/model"

# How it is best asked where nobody says.
cp "$here/../model/src/main/resources/io/mosaicgpt/model/embedded/generation_config.json" "$output/model"
