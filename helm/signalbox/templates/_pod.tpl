{{/* A pod's restricted security; hostPath aside, a namespace that enforces `restricted` admits it. */}}
{{- define "signalbox.podSecurityContext" -}}
runAsNonRoot: true
{{- with .Values.podSecurity.runAsUser }}
runAsUser: {{ int . }}
runAsGroup: {{ int . }}
{{- end }}
{{- with .Values.podSecurity.fsGroup }}
fsGroup: {{ int . }}
fsGroupChangePolicy: OnRootMismatch
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "signalbox.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "signalbox.resources" -}}
{{- $resources := deepCopy .resources -}}
{{- $accelerator := .accelerator | default dict -}}
{{- if $accelerator.resource -}}
{{- $count := $accelerator.count | toString -}}
{{- $_ := set $resources.requests $accelerator.resource $count -}}
{{- $_ := set $resources.limits $accelerator.resource $count -}}
{{- end -}}
{{ toYaml $resources }}
{{- end -}}

{{- define "signalbox.probes" -}}
{{- $startup := ternary "/q/health/ready" "/q/health/live" (eq .component "worker") -}}
# A worker has started once its model is loaded; the others are up before Kafka or PostgreSQL need be.
startupProbe:
  httpGet: {path: {{ $startup }}, port: main}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: {{ div (add (int .settings.startupSeconds) 4) 5 }}
livenessProbe:
  httpGet: {path: /q/health/live, port: main}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  httpGet: {path: /q/health/ready, port: main}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 2
{{- end -}}

{{/* The pod template: the context, "environment", "mounts" and "volumes" (YAML), and "spool" when there is one. */}}
{{- define "signalbox.podTemplate" -}}
{{- $root := .root -}}
{{- $settings := .settings -}}
{{- $kafkaCa := $root.Values.kafka.tls.existingSecret -}}
metadata:
  labels:
    {{- include "signalbox.selector" . | nindent 4 }}
    {{- with .zone }}
    signalbox.dev/zone: {{ . }}
    {{- end }}
    app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
    app.kubernetes.io/part-of: signalbox
    app.kubernetes.io/managed-by: {{ $root.Release.Service }}
    {{- with merge (dict) $settings.podLabels $root.Values.commonLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with merge (dict) $settings.podAnnotations $root.Values.commonAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ .name }}
  automountServiceAccountToken: {{ .token | default false }}
  # Links would set variables such as KAFKA_PORT, which Quarkus takes for Kafka client properties.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ include "signalbox.gracePeriod" $settings }}
  securityContext:
    {{- include "signalbox.podSecurityContext" $root | nindent 4 }}
  {{- with $root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  {{- with $settings.runtimeClassName }}
  runtimeClassName: {{ . }}
  {{- end }}
  {{- with $settings.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- include "signalbox.placement" . | nindent 2 }}
  containers:
    - name: {{ .component }}
      image: {{ include "signalbox.image" (list $root $settings.image) }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      securityContext:
        {{- include "signalbox.containerSecurityContext" . | nindent 8 }}
      ports:
        - {name: main, containerPort: {{ .port }}, protocol: TCP}
        {{- if $root.Values.mutualTls.enabled }}
        - {name: peers, containerPort: {{ include "signalbox.peerPort" (list $root .component) }}, protocol: TCP}
        {{- end }}
      env:
        {{- include "signalbox.env" . | trim | nindent 8 }}
      {{- with concat (.environmentFrom | default list) $settings.extraEnvFrom }}
      envFrom:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- include "signalbox.probes" . | nindent 6 }}
      lifecycle:
        preStop:
          sleep: {seconds: {{ int $settings.endpointDrainSeconds }}}
      resources:
        {{- include "signalbox.resources" $settings | nindent 8 }}
      volumeMounts:
        - {name: tmp, mountPath: /tmp}
        {{- if .spool }}
        - {name: spool, mountPath: /var/lib/signalbox/spool}
        {{- end }}
        {{- if $kafkaCa }}
        - {name: kafka-ca, mountPath: /etc/signalbox/kafka, readOnly: true}
        {{- end }}
        {{- if $root.Values.mutualTls.enabled }}
        - {name: peers, mountPath: /etc/signalbox/tls, readOnly: true}
        {{- end }}
        {{- with .mounts }}
        {{- . | nindent 8 }}
        {{- end }}
        {{- with $settings.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: tmp
      emptyDir: {sizeLimit: {{ $settings.tmpSize }}}
    {{- if and .spool (not .spool.persistent) }}
    - name: spool
      emptyDir: {sizeLimit: {{ .spool.size }}}
    {{- end }}
    {{- if $kafkaCa }}
    - name: kafka-ca
      secret: {secretName: {{ $kafkaCa }}, defaultMode: 0440}
    {{- end }}
    {{- if $root.Values.mutualTls.enabled }}
    - name: peers
      secret: {secretName: {{ include "signalbox.peerSecret" . | quote }}, defaultMode: 0440}
    {{- end }}
    {{- with .volumes }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- with $settings.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}
