# classifier serves: a decision without a call to a model says that the classifier answered it. Costs nothing.
# INGRESS, API_KEY, ROUTE as the chart sets them. A cold classifier may be late, so it is asked some times.
set -eu
tries=10
while [ "$tries" -gt 0 ]; do
  answer=$(printf 'authorization: Bearer %s\n' "$API_KEY" |
    curl -sS --fail-with-body --max-time 10 -H @- -H 'content-type: application/json' \
      -d "{\"model\":\"$ROUTE\",\"messages\":[{\"role\":\"user\",\"content\":\"helm test $tries: what is two plus two?\"}]}" \
      "$INGRESS/v1/route") || { echo "classifier: the ingress does not decide: ${answer:-no answer}"; exit 1; }
  case "$answer" in *'"status":"answered"'*) echo "classifier serves"; exit 0 ;; esac
  tries=$((tries - 1))
  sleep 2
done
echo "classifier: late or unavailable ten times"
exit 1
