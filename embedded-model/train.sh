#!/usr/bin/env bash
# Makes the embedded model: embedded-model/train.sh DATA OUTPUT [FLAG...]
#
# DATA holds banking77/train.csv, clinc150/train.jsonl and dolly/train.jsonl as their authors publish them; embedded-model/README.md
# says where they come from and what for. The model ends up in OUTPUT/model. Every step goes on where it was when this is run again.
# Flags go to every training: --max-steps 3 walks the whole way in a few minutes, to no model of use.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
mosaicgpt=$here/../bin/mosaicgpt
data=${1:?usage: embedded-model/train.sh DATA OUTPUT [FLAG...]}
output=${2:?usage: embedded-model/train.sh DATA OUTPUT [FLAG...]}
flags=("${@:3}")
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
  --dtype float32 --output "$output/first" ${flags[@]+"${flags[@]}"}

# What a teacher on n-grams makes of the labelled texts: rare words are hard to learn from a few thousand lines.
# They get their name when they are whole, or a run that was interrupted would leave half of them for all.
distil() {
  whole=$splits/$1-distilled-$2.jsonl
  if [ ! -e "$whole" ]; then
    java -cp "$libraries/engine/*:$libraries/flink/*" "$here/Distill.java" "$splits/$1-train.jsonl" "$3" "$4" "$whole.new"
    mv "$whole.new" "$whole"
  fi
}
distil banking 1 20261129 60000
distil clinc 1 20261129 40000
distil banking 2 20261131 40000
distil clinc 2 20261131 25000

# Then what it is for: labels, the teacher's and the true ones, and Dolly's answers alone; and ever more of the true ones, with enough of
# Dolly not to forget it.
banking=$splits/banking-train.jsonl
clinc=$splits/clinc-train.jsonl
held_out=$splits/banking-calibration.jsonl,$splits/clinc-calibration.jsonl,$splits/dolly-test.jsonl
further() {
  from=$1 to=$2
  shift 2
  [ -e "$output/$to/training.json" ] || "$mosaicgpt" finetune $(resume "$output/$to") \
    --model "$output/$from" --eval "$held_out" --epochs 1 --max-seq-len 256 --batch-tokens 768 --warmup 100 --threads 1 \
    --eval-every 1500 --dtype float32 --output "$output/$to" "$@" ${flags[@]+"${flags[@]}"}
}
further first second --learning-rate 0.001 --dropout 0.05 --ema 0.999 --seed 1 \
  --data "$banking,$banking,$banking,$splits/banking-distilled-1.jsonl" \
  --data "$clinc,$clinc,$splits/clinc-distilled-1.jsonl,$splits/dolly-train.jsonl"
further second third --learning-rate 0.0006 --dropout 0.1 --ema 0.999 --seed 2 \
  --data "$banking,$banking,$splits/banking-distilled-2.jsonl" \
  --data "$clinc,$splits/clinc-distilled-2.jsonl,$splits/dolly-some.jsonl"
further third fourth --learning-rate 0.0006 --dropout 0.15 --ema 0.998 --seed 1 \
  --data "$banking,$banking,$banking,$banking,$banking" \
  --data "$clinc,$clinc,$clinc,$splits/dolly-some.jsonl"

# The model is the average of the three.
if [ ! -e "$output/model/calibration.json" ]; then
  rm -rf "$output/model" # weights without their temperature are what an interrupted run leaves
  java -cp "$libraries/engine/*:$libraries/flink/*" -Dai.djl.offline=true "$here/Average.java" "$output/model" "$banking,$clinc" \
    "$splits/banking-calibration.jsonl,$splits/clinc-calibration.jsonl" "$output/second" "$output/third" "$output/fourth"
fi

# How it is best asked where nobody says.
cp "$here/../model/src/main/resources/io/mosaicgpt/model/embedded/generation_config.json" "$output/model"
