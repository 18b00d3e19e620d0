package dev.signalbox.worker.prompt.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Filters and string methods, which share their names. */
final class Functions {
  private Functions() {}

  static @Nullable Object apply(
      String name, @Nullable Object subject, List<@Nullable Object> arguments) {
    String text = subject instanceof String string ? string : Renderer.text(subject);
    return switch (name) {
      case "capitalize" -> capitalize(text);
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "trim", "strip" -> text.strip();
      case "lstrip" -> text.stripLeading();
      case "rstrip" -> text.stripTrailing();
      case "startswith" -> text.startsWith(Renderer.text(first(arguments)));
      case "endswith" -> text.endsWith(Renderer.text(first(arguments)));
      case "replace" ->
          text.replace(
              Renderer.text(first(arguments)),
              Renderer.text(arguments.size() > 1 ? arguments.get(1) : null));
      case "length", "count" -> (long) length(subject);
      case "default", "d" -> subject == null ? first(arguments) : subject;
      case "string" -> text;
      case "safe" -> subject;
      case "first" -> subject instanceof List<?> list && !list.isEmpty() ? list.getFirst() : null;
      case "last" -> subject instanceof List<?> list && !list.isEmpty() ? list.getLast() : null;
      case "get" -> subject instanceof Map<?, ?> map ? map.get(first(arguments)) : null;
      case "join" ->
          subject instanceof List<?> list
              ? list.stream()
                  .map(Renderer::text)
                  .collect(Collectors.joining(Renderer.text(first(arguments))))
              : text;
      default -> throw new TemplateException("the function '%s' is not understood".formatted(name));
    };
  }

  /** First character upper, the rest lower, as Python does. */
  private static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int end = text.offsetByCodePoints(0, 1);
    return text.substring(0, end).toUpperCase(Locale.ROOT)
        + text.substring(end).toLowerCase(Locale.ROOT);
  }

  static int length(@Nullable Object value) {
    return switch (value) {
      case String text -> text.length();
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case null, default -> 0;
    };
  }

  private static @Nullable Object first(List<@Nullable Object> arguments) {
    return arguments.isEmpty() ? null : arguments.getFirst();
  }
}
