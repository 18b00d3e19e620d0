# an event goes round Kafka: a decision made by ingress is found in verdict, which knows it from Kafka alone. No model is called.
# INGRESS, VERDICT, API_KEY, ROUTE as the chart sets them; SECONDS_TO_WAIT: 60.
set -eu
head=$(printf 'authorization: Bearer %s\n' "$API_KEY" |
  curl -sS --fail --max-time 10 -H @- -H 'content-type: application/json' -o /dev/null -D - \
    -d "{\"model\":\"$ROUTE\",\"messages\":[{\"role\":\"user\",\"content\":\"helm test: does an event go round?\"}]}" \
    "$INGRESS/v1/route") || { echo "events: the ingress does not decide"; exit 1; }
decision=$(printf '%s\n' "$head" | sed -n 's/^[Xx]-[Ss]ignalbox-[Dd]ecision: *\([A-Za-z0-9_-]*\).*/\1/p')
[ -n "$decision" ] || { echo "events: the answer names no decision"; exit 1; }
left=${SECONDS_TO_WAIT:-60}
while [ "$left" -gt 0 ]; do
  status=$(curl -sS --max-time 10 -o /dev/null -w '%{http_code}' "$VERDICT/api/decisions/$decision") || status=none
  if [ "$status" = 200 ]; then echo "event of $decision went round Kafka"; exit 0; fi
  left=$((left - 1))
  sleep 1
done
echo "events: verdict does not know $decision after ${SECONDS_TO_WAIT:-60} s (last answer: $status)"
exit 1
