#!/usr/bin/env bash
# Healthy is: a JobManager that answers, a TaskManager that the JobManager knows, a job all of whose tasks run; Flink calls
# it running when they still load the model.
set -euo pipefail

page() {
  wget -q -T 5 -O - "http://$1"
}

case $(cat /tmp/flink/role 2>/dev/null) in
  jobmanager) page localhost:8081/overview >/dev/null ;;
  taskmanager) page "$JOB_MANAGER_RPC_ADDRESS:8081/taskmanagers" | grep -qF "@$(hostname -i):" ;;
  job) page "$MOSAICGPT_JOB_MANAGER/jobs/overview" |
    grep -qE '"state":"RUNNING"[^}]*"running":([0-9]+),[^}]*"total":\1,' ;;
esac
