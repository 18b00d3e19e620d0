{{/*
A service's objects: ServiceAccount, Deployment (StatefulSet with a persistent spool), Service, autoscaler, PodDisruptionBudget.
The context of signalbox.serviceContext or poolContext with "root", "primary" (http or grpc), and what podTemplate takes.
*/}}
{{- define "signalbox.workload" -}}
{{- $settings := .settings -}}
{{- $persistent := eq (dig "persistent" false (.spool | default dict)) true -}}
{{- $kind := ternary "StatefulSet" "Deployment" $persistent -}}
{{- $_ := set . "kind" $kind -}}
apiVersion: v1
kind: ServiceAccount
{{ include "signalbox.metadata" . }}
automountServiceAccountToken: false
---
apiVersion: apps/v1
kind: {{ $kind }}
{{ include "signalbox.metadata" . }}
spec:
  {{- if not (include "signalbox.scaled" $settings) }}
  replicas: {{ int $settings.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  selector:
    matchLabels:
      {{- include "signalbox.selector" . | nindent 6 }}
  {{- if $persistent }}
  serviceName: {{ .name }}
  podManagementPolicy: Parallel
  volumeClaimTemplates:
    - apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: spool
        labels:
          {{- include "signalbox.selector" . | nindent 10 }}
      spec:
        accessModes: [ReadWriteOnce]
        {{- with .spool.storageClassName }}
        storageClassName: {{ . }}
        {{- end }}
        resources:
          requests: {storage: {{ .spool.size }}}
  {{- else }}
  strategy:
    type: RollingUpdate
    {{- if (get ($settings.accelerator | default dict) "resource") }}
    # An accelerator may have no room for a second pod beside the old one.
    rollingUpdate: {maxSurge: 0, maxUnavailable: 1}
    {{- else }}
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
    {{- end }}
  {{- end }}
  template:
    {{- include "signalbox.podTemplate" . | nindent 4 }}
---
{{ include "signalbox.service" . }}
{{- if $settings.autoscaling.enabled }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
{{ include "signalbox.metadata" . }}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: {{ $kind }}, name: {{ .name }}}
  minReplicas: {{ int $settings.autoscaling.minReplicas }}
  maxReplicas: {{ int $settings.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: {type: Utilization, averageUtilization: {{ int $settings.autoscaling.targetCPUUtilizationPercentage }}}
  behavior:
    scaleDown:
      stabilizationWindowSeconds: {{ int $settings.autoscaling.scaleDownSeconds }}
{{- end }}
{{- if and .root.Values.mutualTls.enabled .root.Values.mutualTls.certManager.enabled }}
---
{{ include "signalbox.peerCertificate" . }}
{{- end }}
{{- if $settings.disruption.enabled }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
{{ include "signalbox.metadata" . }}
spec:
  maxUnavailable: {{ $settings.disruption.maxUnavailable }}
  # A pod that never became ready may always be evicted.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "signalbox.selector" . | nindent 6 }}
{{- end }}
{{- end -}}

{{/*
HTTP and gRPC share the container's port. The service's own number carries its primary protocol, number + 1000 the other.
gRPC callers balance by themselves over the pods' addresses, so that a grpc service is headless.
*/}}
{{- define "signalbox.service" -}}
{{- $grpcFirst := eq .primary "grpc" -}}
apiVersion: v1
kind: Service
{{ include "signalbox.metadata" (merge (dict "annotations" .settings.service.annotations) .) }}
spec:
  type: {{ .settings.service.type }}
  {{- if and $grpcFirst (eq .settings.service.type "ClusterIP") }}
  clusterIP: None
  {{- end }}
  selector:
    {{- include "signalbox.selector" . | nindent 4 }}
  ports:
    {{- if $grpcFirst }}
    - {name: grpc, port: {{ .port }}, targetPort: main, appProtocol: kubernetes.io/h2c}
    - {name: http, port: {{ add .port 1000 }}, targetPort: main, appProtocol: http}
    {{- else }}
    - {name: http, port: {{ .port }}, targetPort: main, appProtocol: http}
    {{- if eq .component "verdict" }}
    - {name: grpc, port: {{ add .port 1000 }}, targetPort: main, appProtocol: kubernetes.io/h2c}
    {{- end }}
    {{- end }}
    {{- if .root.Values.mutualTls.enabled }}
    - {name: peers, port: {{ include "signalbox.peerPort" (list .root .component) }}, targetPort: peers, appProtocol: https}
    {{- end }}
{{- end -}}

{{/* cert-manager's request for a component's certificate: both sides of a call show it. */}}
{{- define "signalbox.peerCertificate" -}}
{{- $settings := .root.Values.mutualTls.certManager -}}
apiVersion: cert-manager.io/v1
kind: Certificate
{{ include "signalbox.metadata" . }}
spec:
  secretName: {{ include "signalbox.peerSecret" . }}
  commonName: {{ .name }}
  dnsNames:
    {{- range $suffix := list "" (printf ".%s" .root.Release.Namespace) (printf ".%s.svc" .root.Release.Namespace) (printf ".%s.svc.cluster.local" .root.Release.Namespace) }}
    - {{ $.name }}{{ $suffix }}
    {{- if eq $.component "ingress" }}
    - {{ $.name }}-replicas{{ $suffix }}
    {{- end }}
    {{- end }}
  usages: [digital signature, server auth, client auth]
  privateKey: {algorithm: ECDSA, size: 256, encoding: PKCS8, rotationPolicy: Always}
  duration: {{ $settings.duration }}
  renewBefore: {{ $settings.renewBefore }}
  issuerRef:
    {{- toYaml $settings.issuerRef | nindent 4 }}
{{- end -}}
