#!/usr/bin/env bash
# The entry point of the image:
#
#   jobmanager        Flink's JobManager
#   taskmanager       Flink's TaskManager, with the memory that the model takes
#   job FLAG...       'mosaicgpt run' on the cluster, again whenever the cluster has lost the job
#   model-check       whether the model can be used, and has room
#   gpu-check         whether the machine has what a TaskManager on a GPU needs
#   COMMAND FLAG...   any other command of bin/mosaicgpt
#
# Only /tmp has to be writable, and /checkpoints.
set -euo pipefail

home=/opt/mosaicgpt
# Where natives lie unpacked: nothing can be run from /tmp if it is memory.
natives="-Djava.library.path=$home/natives -Djna.boot.library.path=$home/natives \
-DZstdNativePath=$home/natives/libzstd-jni.so \
-Dorg.xerial.snappy.lib.path=$home/natives -Dorg.xerial.snappy.lib.name=libsnappyjava.so"
# Another cache is one for another PyTorch. The tokenizer's library, which is in no jar any more, serves all.
if [ "${DJL_CACHE_DIR:=$home/natives}" != "$home/natives" ]; then
  mkdir -p "$DJL_CACHE_DIR"
  cp -r "$home/natives/tokenizers" "$DJL_CACHE_DIR/"
fi
export DJL_CACHE_DIR
export MOSAICGPT_HOME=${MOSAICGPT_HOME:-/tmp/mosaicgpt}
export MOSAICGPT_JAVA_OPTS="$natives ${MOSAICGPT_JAVA_OPTS-}"

say() {
  printf 'mosaicgpt: %s\n' "$1" >&2
}

# Flink's own entry point writes its configuration, which /opt/flink/conf leads to.
flink() {
  rm -rf /tmp/flink
  mkdir -p /tmp/flink/log
  cp -r "$home/flink-conf" /tmp/flink/conf
  echo "$1" >/tmp/flink/role
  export JVM_ARGS="$natives -Dai.djl.offline=true ${JVM_ARGS-}"
  export FLINK_PROPERTIES="classloader.parent-first-patterns.additional: io.mosaicgpt.model;ai.djl
${FLINK_PROPERTIES-}"
  exec /docker-entrypoint.sh "$@"
}

taskmanager() {
  local memory
  case ${FLINK_PROPERTIES-} in
    *taskmanager.memory.*) say 'FLINK_PROPERTIES divides the memory; the model is not asked.' ;;
    *)
      memory=$("$home/bin/mosaicgpt" memory)
      printf '%s\n' "$memory"
      FLINK_PROPERTIES="$(grep -v '^#' <<<"$memory")
${FLINK_PROPERTIES-}"
      ;;
  esac
  flink taskmanager "$@"
}

# Waits until somebody listens: with the engine of a machine that was restarted all containers start at once, and who
# starts again takes its time. What comes after this says that nobody does.
await() { # NAME HOST:PORT
  local seconds=120 told=false
  [ -n "$2" ] || return 0
  until (exec 3<>"/dev/tcp/${2%:*}/${2##*:}") 2>/dev/null; do
    [ "$stopped" = false ] && [ "$SECONDS" -lt "$seconds" ] || return 0
    [ "$told" = true ] || say "waiting up to $((seconds - SECONDS)) s for $1 at $2."
    told=true
    sleep 1
  done
  [ "$told" = false ] || sleep 10 # who listens at last has not read its topics or seen its TaskManagers yet
}

# A state that was named is gone on from once: what the job of this container has left since is newer.
restore() {
  local first=/checkpoints/.first-start
  [ "${MOSAICGPT_RESTORE:-newest}" != newest ] || return 0
  if [ "$(cat "$first" 2>/dev/null)" != "$HOSTNAME" ]; then
    echo "$HOSTNAME" >"$first" || true
  elif [ -n "$(find /checkpoints -name _metadata -newer "$first" -print -quit)" ]; then
    say "going on from the newest state, as this job has begun with MOSAICGPT_RESTORE=$MOSAICGPT_RESTORE before."
    export MOSAICGPT_RESTORE=newest
  fi
}

# A JobManager that was restarted knows no job. What no other attempt would change has exit code 2.
job() {
  local code child='' stopped=false
  mkdir -p /tmp/flink && echo job >/tmp/flink/role
  trap 'stopped=true; kill -TERM "$child" 2>/dev/null || true' TERM INT
  while true; do
    SECONDS=0
    await 'the JobManager' "${MOSAICGPT_JOB_MANAGER-}"
    await 'a broker' "${MOSAICGPT_BOOTSTRAP_SERVERS+${MOSAICGPT_BOOTSTRAP_SERVERS%%,*}}"
    [ "$stopped" = false ] || exit 143
    restore
    "$home/bin/mosaicgpt" run "$@" & # which becomes the JVM
    child=$!
    code=0
    wait "$child" || code=$?
    while kill -0 "$child" 2>/dev/null; do # the signal ends the waiting, not the child
      code=0
      wait "$child" || code=$?
    done
    if [ "$stopped" = true ] || [ "$code" = 0 ] || [ "$code" = 2 ]; then
      exit "$code"
    fi
    say 'submitting the job once more in 5 s.'
    sleep 5 &
    child=$!
    wait "$child" || true
    [ "$stopped" = false ] || exit 143
  done
}

# There is no GPU here and no PyTorch for one: of a model for a GPU this says whether it can be loaded, and its TaskManager
# whether the GPU will do.
model_check() {
  case ${MOSAICGPT_DEVICE-} in
    cuda*) export MOSAICGPT_DEVICE=cpu MOSAICGPT_DTYPE=auto MOSAICGPT_MAX_KV_MEMORY=auto ;;
  esac
  exec "$home/bin/mosaicgpt" memory --text
}

# NVIDIA's driver shows itself in every container, with or without the container toolkit; that of Windows does not.
gpu_check() {
  if [ ! -e /proc/driver/nvidia/version ] && ! grep -qi microsoft /proc/version; then
    say "this machine has no NVIDIA driver, there is no /proc/driver/nvidia/version: install it and NVIDIA's container \
toolkit, or leave out --profile gpu."
    exit 2
  fi
  if [ ! -e /torch/libtorch_cuda.so ]; then
    say "there is no libtorch_cuda.so in the directory that MOSAICGPT_TORCH names: it has to be the lib of PyTorch 2.7.1 \
for CUDA 12.8."
    exit 2
  fi
}

case ${1-} in
  model-check) model_check ;;
  gpu-check) gpu_check ;;
  jobmanager) flink "$@" ;;
  taskmanager) shift && taskmanager "$@" ;;
  job) shift && job "$@" ;;
  *) exec "$home/bin/mosaicgpt" "$@" ;;
esac
