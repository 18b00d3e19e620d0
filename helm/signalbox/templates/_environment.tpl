{{/*
Environment as a map from name to {value} or {valueFrom}, so that a name can't occur twice. Quarkus reads a configuration key
from the environment in upper case with an underscore for every other character.
*/}}
{{- define "signalbox.commonEnvironment" -}}
{{- $kafka := .root.Values.kafka -}}
QUARKUS_HTTP_HOST: {value: 0.0.0.0}
QUARKUS_HTTP_PORT: {value: {{ .port | quote }}}
QUARKUS_SHUTDOWN_TIMEOUT: {value: {{ printf "%ds" (int .settings.longestStreamSeconds) | quote }}}
JAVA_TOOL_OPTIONS: {value: {{ .settings.javaOptions | quote }}}
KAFKA_BOOTSTRAP_SERVERS: {value: {{ include "signalbox.kafkaBootstrap" .root | quote }}}
{{- if ne $kafka.securityProtocol "PLAINTEXT" }}
KAFKA_SECURITY_PROTOCOL: {value: {{ $kafka.securityProtocol }}}
{{- end }}
{{- if hasPrefix "SASL" $kafka.securityProtocol }}
KAFKA_SASL_MECHANISM: {value: {{ $kafka.sasl.mechanism }}}
KAFKA_SASL_JAAS_CONFIG: {valueFrom: {secretKeyRef: {name: {{ $kafka.sasl.existingSecret | quote }}, key: {{ $kafka.sasl.jaasConfigKey }}}}}
{{- end }}
{{- if $kafka.tls.existingSecret }}
KAFKA_SSL_TRUSTSTORE_TYPE: {value: PEM}
KAFKA_SSL_TRUSTSTORE_LOCATION: {value: {{ printf "/etc/signalbox/kafka/%s" $kafka.tls.caKey }}}
{{- end }}
{{- with .root.Values.tracing.endpoint }}
SIGNALBOX_{{ upper $.component }}_TRACING_ENDPOINT: {value: {{ . | quote }}}
SIGNALBOX_{{ upper $.component }}_TRACING_RATIO: {value: {{ $.root.Values.tracing.ratio | quote }}}
{{- end }}
{{- if .root.Values.logs.json }}
QUARKUS_LOG_CONSOLE_JSON_ENABLED: {value: "true"}
{{- end }}
{{- if .root.Values.mutualTls.enabled }}
QUARKUS_PROFILE: {value: "prod,mutual-tls"}
{{- end }}
{{- range $key, $value := $kafka.properties }}
KAFKA_{{ $key | replace "." "_" | upper }}: {value: {{ include "signalbox.text" $value | quote }}}
{{- end }}
{{- end -}}

{{/* A value as text; a whole number must not become 1e+06. */}}
{{- define "signalbox.text" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) }}{{ printf "%.0f" . }}{{ else }}{{ toString . }}{{ end -}}
{{- end -}}

{{- define "signalbox.settingsEnvironment" -}}
{{- range $key, $value := . }}
{{ regexReplaceAll "[^A-Za-z0-9]" $key "_" | upper }}: {value: {{ include "signalbox.text" $value | quote }}}
{{- end }}
{{- end -}}

{{- define "signalbox.postgresqlEnvironment" -}}
{{- $postgresql := .Values.postgresql -}}
{{- $address := printf "%s:%d/%s?sslmode=%s" (include "signalbox.postgresqlHost" .) (int $postgresql.port) $postgresql.database $postgresql.sslMode -}}
QUARKUS_DATASOURCE_REACTIVE_URL: {value: {{ printf "postgresql://%s" $address | quote }}}
QUARKUS_DATASOURCE_JDBC_URL: {value: {{ printf "jdbc:postgresql://%s" $address | quote }}}
QUARKUS_DATASOURCE_USERNAME: {valueFrom: {secretKeyRef: {name: {{ include "signalbox.postgresqlSecret" . | quote }}, key: {{ $postgresql.usernameKey }}}}}
QUARKUS_DATASOURCE_PASSWORD: {valueFrom: {secretKeyRef: {name: {{ include "signalbox.postgresqlSecret" . | quote }}, key: {{ $postgresql.passwordKey }}}}}
{{- end -}}

{{/* The container's env: common, the service's own (.environment, as YAML), then what the user set. */}}
{{- define "signalbox.env" -}}
{{- $env := include "signalbox.commonEnvironment" . | fromYaml -}}
{{- $env = merge (.environment | default "" | fromYaml) $env -}}
{{- $env = merge (include "signalbox.settingsEnvironment" .settings.settings | fromYaml) $env -}}
{{- range $name, $source := $env }}
- name: {{ $name }}
  {{- toYaml $source | nindent 2 }}
{{- end }}
{{- with .settings.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}
