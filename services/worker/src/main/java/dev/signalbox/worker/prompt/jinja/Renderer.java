package dev.signalbox.worker.prompt.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a template once. Undefined is null here; Jinja prints it as nothing, and so does this.
 */
final class Renderer {
  private static final int MAX_OUTPUT = 8 << 20;

  private final Map<String, @Nullable Object> scope;
  private final StringBuilder out = new StringBuilder();

  Renderer(Map<String, Object> variables) {
    this.scope = new HashMap<>(variables);
  }

  String render(List<Node> nodes) {
    run(nodes);
    return out.toString();
  }

  private void run(List<Node> nodes) {
    for (Node node : nodes) {
      switch (node) {
        case Node.Text text -> append(text.text());
        case Node.Output output -> append(text(value(output.value())));
        case Node.Assign assign -> scope.put(assign.name(), value(assign.value()));
        case Node.If branch ->
            run(truthy(value(branch.condition())) ? branch.then() : branch.otherwise());
        case Node.For loop -> loop(loop);
      }
    }
  }

  private void append(String text) {
    if (out.length() + text.length() > MAX_OUTPUT) {
      throw new TemplateException(
          "the template's output is longer than %d characters".formatted(MAX_OUTPUT));
    }
    out.append(text);
  }

  private void loop(Node.For loop) {
    Object items = value(loop.items());
    if (items != null && !(items instanceof List<?>)) {
      throw new TemplateException(
          "'%s' loops over something that is no list".formatted(loop.variable()));
    }
    Object outerItem = scope.get(loop.variable());
    Object outerLoop = scope.get("loop");
    List<@Nullable Object> kept = new ArrayList<>();
    for (Object item : items instanceof List<?> list ? list : List.of()) {
      scope.put(loop.variable(), item);
      if (loop.condition() == null || truthy(value(loop.condition()))) {
        kept.add(item);
      }
    }
    for (int i = 0; i < kept.size(); i++) {
      scope.put(loop.variable(), kept.get(i));
      scope.put(
          "loop",
          Map.of(
              "index",
              i + 1L,
              "index0",
              (long) i,
              "first",
              i == 0,
              "last",
              i == kept.size() - 1,
              "length",
              (long) kept.size()));
      run(loop.body());
    }
    if (kept.isEmpty()) {
      run(loop.otherwise());
    }
    scope.put(loop.variable(), outerItem);
    scope.put("loop", outerLoop);
  }

  private @Nullable Object value(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> literal.value();
      case Expression.Name name -> scope.get(name.name());
      case Expression.Sequence sequence -> {
        List<@Nullable Object> items = new ArrayList<>();
        sequence.items().forEach(item -> items.add(value(item)));
        yield items;
      }
      case Expression.Item item -> item(value(item.of()), value(item.key()));
      case Expression.Slice slice -> slice(slice);
      case Expression.Call call -> call(call);
      case Expression.Test test -> test(test) != test.negated();
      case Expression.Not not -> !truthy(value(not.operand()));
      case Expression.Binary binary -> binary(binary);
      case Expression.Choice choice ->
          value(truthy(value(choice.condition())) ? choice.then() : choice.otherwise());
    };
  }

  private static @Nullable Object item(@Nullable Object of, @Nullable Object key) {
    if (of instanceof Map<?, ?> map) {
      return map.get(key);
    }
    if (key instanceof Long index) {
      if (of instanceof List<?> list) {
        int at = Math.toIntExact(index < 0 ? index + list.size() : index);
        return at >= 0 && at < list.size() ? list.get(at) : null;
      }
      if (of instanceof String text) {
        int at = Math.toIntExact(index < 0 ? index + text.length() : index);
        return at >= 0 && at < text.length() ? String.valueOf(text.charAt(at)) : null;
      }
    }
    if (of == null) {
      throw new TemplateException("'%s' is asked of something undefined".formatted(key));
    }
    return null;
  }

  private @Nullable Object slice(Expression.Slice slice) {
    Object of = value(slice.of());
    int size = Functions.length(of);
    int from = slice.from() == null ? 0 : bound(value(slice.from()), size);
    int to = slice.to() == null ? size : bound(value(slice.to()), size);
    if (of instanceof List<?> list) {
      return List.copyOf(list.subList(Math.min(from, to), to));
    }
    return of instanceof String text ? text.substring(Math.min(from, to), to) : null;
  }

  private static int bound(@Nullable Object value, int size) {
    if (!(value instanceof Long index)) {
      throw new TemplateException("a slice needs whole numbers");
    }
    return (int) Math.max(0, Math.min(size, index < 0 ? index + size : index));
  }

  private @Nullable Object call(Expression.Call call) {
    List<@Nullable Object> arguments = new ArrayList<>();
    call.arguments().forEach(argument -> arguments.add(value(argument)));
    if (call.subject() == null) {
      if (call.name().equals("raise_exception")) {
        throw new TemplateException(text(arguments.isEmpty() ? null : arguments.getFirst()));
      }
      throw new TemplateException("the function '%s' is not understood".formatted(call.name()));
    }
    return Functions.apply(call.name(), value(call.subject()), arguments);
  }

  private boolean test(Expression.Test test) {
    Object subject = value(test.subject());
    return switch (test.name()) {
      case "defined" -> subject != null;
      case "undefined", "none" -> subject == null;
      case "string" -> subject instanceof String;
      case "mapping" -> subject instanceof Map<?, ?>;
      case "iterable", "sequence" -> subject instanceof List<?> || subject instanceof String;
      case "true" -> Boolean.TRUE.equals(subject);
      case "false" -> Boolean.FALSE.equals(subject);
      default ->
          throw new TemplateException("the test '%s' is not understood".formatted(test.name()));
    };
  }

  private @Nullable Object binary(Expression.Binary binary) {
    Object left = value(binary.left());
    if (binary.operator().equals("and")) {
      return truthy(left) ? value(binary.right()) : left;
    }
    if (binary.operator().equals("or")) {
      return truthy(left) ? left : value(binary.right());
    }
    Object right = value(binary.right());
    return switch (binary.operator()) {
      case "==" -> Objects.equals(left, right);
      case "!=" -> !Objects.equals(left, right);
      case "in" -> contains(right, left);
      case "~" -> text(left) + text(right);
      case "+" ->
          left instanceof Long a && right instanceof Long b
              ? (Object) (a + b)
              : text(left) + text(right);
      default -> arithmetic(binary.operator(), left, right);
    };
  }

  private static boolean contains(@Nullable Object in, @Nullable Object what) {
    return switch (in) {
      case List<?> list -> list.contains(what);
      case Map<?, ?> map -> map.containsKey(what);
      case String text -> what instanceof String part && text.contains(part);
      case null, default -> false;
    };
  }

  private static Object arithmetic(String operator, @Nullable Object left, @Nullable Object right) {
    if (!(left instanceof Long a) || !(right instanceof Long b)) {
      throw new TemplateException("'%s' needs two whole numbers".formatted(operator));
    }
    return switch (operator) {
      case "-" -> a - b;
      case "*" -> a * b;
      case "%" -> Math.floorMod(a, b);
      case "<" -> a < b;
      case ">" -> a > b;
      case "<=" -> a <= b;
      case ">=" -> a >= b;
      default -> throw new TemplateException("'%s' is not understood".formatted(operator));
    };
  }

  static boolean truthy(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean bool -> bool;
      case Long number -> number != 0;
      case String text -> !text.isEmpty();
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }

  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Boolean bool -> bool ? "True" : "False";
      default -> value.toString();
    };
  }
}
