package dev.signalbox.platform.tracing;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OTLP's JSON encoding of spans.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">the
 *     specification</a>
 */
final class OtlpJson {
  private static final int STATUS_ERROR = 2;

  private OtlpJson() {}

  static String of(Map<String, String> resource, List<Span> spans) {
    StringBuilder out = new StringBuilder(512 * (spans.size() + 1));
    out.append("{\"resourceSpans\":[{\"resource\":{\"attributes\":");
    attributes(out, resource);
    out.append("},\"scopeSpans\":[{\"scope\":{\"name\":\"dev.signalbox\"},\"spans\":[");
    for (int i = 0; i < spans.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      span(out, spans.get(i));
    }
    return out.append("]}]}]}").toString();
  }

  private static void span(StringBuilder out, Span span) {
    out.append('{');
    ids(out, span.self());
    Traceparent parent = span.parent();
    if (parent != null) {
      out.append(",\"parentSpanId\":\"").append(parent.spanId()).append('"');
    }
    out.append(",\"name\":");
    string(out, span.name());
    // 64-bit numbers are strings in proto3's JSON.
    out.append(",\"kind\":").append(span.kind().number());
    out.append(",\"startTimeUnixNano\":\"").append(span.startNanos());
    out.append("\",\"endTimeUnixNano\":\"").append(span.endNanos()).append("\",\"attributes\":");
    attributes(out, span.attributes());
    link(out, span.link());
    if (span.failed()) {
      out.append(",\"status\":{\"code\":").append(STATUS_ERROR).append('}');
    }
    out.append('}');
  }

  private static void link(StringBuilder out, @Nullable Traceparent link) {
    if (link != null) {
      out.append(",\"links\":[{");
      ids(out, link);
      out.append("}]");
    }
  }

  private static void ids(StringBuilder out, Traceparent of) {
    out.append("\"traceId\":\"").append(of.traceId());
    out.append("\",\"spanId\":\"").append(of.spanId()).append('"');
  }

  private static void attributes(StringBuilder out, Map<String, ?> attributes) {
    out.append('[');
    String separator = "";
    for (Map.Entry<String, ?> attribute : attributes.entrySet()) {
      out.append(separator).append("{\"key\":");
      string(out, attribute.getKey());
      out.append(",\"value\":");
      value(out, attribute.getValue());
      out.append('}');
      separator = ",";
    }
    out.append(']');
  }

  private static void value(StringBuilder out, Object value) {
    switch (value) {
      case Number number -> out.append("{\"intValue\":\"").append(number.longValue()).append("\"}");
      case List<?> list -> {
        out.append("{\"arrayValue\":{\"values\":[");
        String separator = "";
        for (Object one : list) {
          out.append(separator);
          value(out, one);
          separator = ",";
        }
        out.append("]}}");
      }
      default -> {
        out.append("{\"stringValue\":");
        string(out, value.toString());
        out.append('}');
      }
    }
  }

  static void string(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
