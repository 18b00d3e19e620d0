# drain is graceful: one ingress pod is evicted while answers stream, and every answer comes whole, also from the pod that goes. Models are asked: their answers are billed.
# INGRESS, API_KEY, MODEL, PARALLEL, NAMESPACE, SELECTOR as the chart sets them; API_SERVER, TOKEN_FILE and CA_FILE as a pod has them; SECONDS_TO_WAIT (for the pod's end): 660.
set -eu
api=${API_SERVER:-https://kubernetes.default.svc}
account=/var/run/secrets/kubernetes.io/serviceaccount
token=${TOKEN_FILE:-$account/token}
ca=${CA_FILE:-$account/ca.crt}
pods=/api/v1/namespaces/$NAMESPACE/pods
umask 077
work=$(mktemp -d)
asking=
finish() {
  touch "$work/stop"
  for one in $asking; do wait "$one" || true; done
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM
printf 'authorization: Bearer %s\n' "$API_KEY" >"$work/key"
cluster() { # cluster PATH [OPTION...]
  path=$1
  shift
  printf 'authorization: Bearer %s\n' "$(cat "$token")" | curl -sS --max-time 20 --cacert "$ca" -H @- "$@" "$api$path"
}
ask() { # ask NUMBER: one answer after the other
  while [ ! -e "$work/stop" ]; do
    code=$(curl -sS -N --max-time 120 -H "@$work/key" -H 'content-type: application/json' -o "$work/$1" -w '%{http_code}' \
      -d "{\"model\":\"$MODEL\",\"stream\":true,\"max_tokens\":32,\"messages\":[{\"role\":\"user\",\"content\":\"helm test: is the drain graceful?\"}]}" \
      "$INGRESS/v1/chat/completions" 2>"$work/$1.err") || code="$code, $(tail -n 1 "$work/$1.err")"
    if [ "$code" = 200 ] && grep -q '^data: \[DONE\]' "$work/$1"; then
      echo >>"$work/whole"
    elif [ "$code" = 429 ]; then
      sleep 1
    else
      echo "$code: $(tail -c 200 "$work/$1" | tr '\n' ' ')" >>"$work/broken"
    fi
  done
}
count() { if [ -e "$work/$1" ]; then wc -l <"$work/$1" | tr -d ' '; else echo 0; fi; }
more() { # more SECONDS: waits until every asker has had another answer
  enough=$(($(count whole) + $(count broken) + 2 * PARALLEL))
  left=$1
  while [ $(($(count whole) + $(count broken))) -lt "$enough" ]; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { echo "drain: $MODEL gives too few answers to tell"; exit 1; }
    sleep 1
  done
}

# Of each pod its metadata alone; a pod that is going already is not one to choose.
pod=$(cluster "$pods?labelSelector=$SELECTOR" -H 'accept: application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' | tr -d '\n' | sed 's/"metadata": *{ *"name"/\n&/g' | grep -v deletionTimestamp |
  sed -n 's/^"metadata": *{ *"name": *"\([a-z0-9.-]*\)".*/\1/p' | head -n 1)
[ -n "$pod" ] || { echo "drain: the API server names no pod of the ingress"; exit 1; }
i=0
while [ "$i" -lt "$PARALLEL" ]; do
  i=$((i + 1))
  ask "$i" &
  asking="$asking $!"
done
more 120
[ "$(count broken)" = 0 ] || { echo "drain: answers break before anything is drained: $(head -n 1 "$work/broken")"; exit 1; }
# A budget that was just used up is free again once the other pods are counted as ready: asked for a minute, as `kubectl drain` does.
left=12
while :; do
  status=$(cluster "$pods/$pod/eviction" -o "$work/evicted" -w '%{http_code}' -H 'content-type: application/json' \
    -d "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"$pod\",\"namespace\":\"$NAMESPACE\"}}")
  left=$((left - 1))
  [ "$status" = 429 ] && [ "$left" -gt 0 ] || break
  sleep 5
done
case $status in
  2*) echo "drain: $pod is evicted after $(count whole) whole answers" ;;
  429) echo "drain: the PodDisruptionBudget lets no pod of the ingress go now"; exit 1 ;;
  *) echo "drain: $pod can't be evicted (HTTP $status)"; exit 1 ;;
esac
left=${SECONDS_TO_WAIT:-660}
while :; do
  status=$(cluster "$pods/$pod" -o /dev/null -w '%{http_code}' -H 'accept: application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1') || status=none
  [ "$status" = 404 ] && break
  left=$((left - 1))
  [ "$left" -gt 0 ] || { echo "drain: $pod is still there after ${SECONDS_TO_WAIT:-660} s"; exit 1; }
  sleep 1
done
more 120
if [ "$(count broken)" != 0 ]; then
  echo "drain: $(count broken) answers broke while $pod went, such as: $(head -n 1 "$work/broken")"
  exit 1
fi
echo "drain: $pod is gone, and all $(count whole) answers came whole"
