package dev.signalbox.ingress.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Event classes of the contracts as JSON: the properties in their order, absent ones left out. Two
 * events a request made this the largest part of its work when Jackson did it; each class's names,
 * getters and constants are looked up once here. What it does not know it leaves to Jackson.
 * Thread-safe.
 */
@SuppressWarnings("UnusedMethod") // each "member" is found by its types
final class EventJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ThreadLocal<JsonOut> OUT = ThreadLocal.withInitial(JsonOut::new);
  private static final byte[] TRUE = bytes("true");
  private static final byte[] FALSE = bytes("false");
  private static final byte[] NULL = bytes("null");

  /** Types of members with a way of their own. */
  private static final Set<Class<?>> MEMBERS = Set.of(String.class, Long.class, BigDecimal.class);

  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return shape(type);
        }
      };

  private EventJson() {}

  /** How one class is written. */
  private sealed interface Shape {
    /** An object: writes all of its members, each with a comma behind it. */
    record Properties(BiConsumer<Object, JsonOut> members) implements Shape {}

    /** An enumeration: what each constant is. */
    record Constants(Map<Object, byte[]> all) implements Shape {}

    /** Jackson knows. */
    record Unknown() implements Shape {}
  }

  /**
   * An event's JSON.
   *
   * @throws IllegalArgumentException when it is none
   */
  static byte[] of(Object event) {
    JsonOut out = OUT.get();
    out.begin();
    value(event, out);
    return out.copyFrom(0);
  }

  private static void value(@Nullable Object value, JsonOut out) {
    switch (value) {
      case null -> out.raw(NULL);
      case String text -> out.string(text);
      case Long number -> out.number(number);
      case BigDecimal number -> out.number(number);
      case Boolean yes -> out.raw(yes ? TRUE : FALSE);
      case Instant moment -> out.moment(moment);
      case Often<?> list -> often(list, out);
      case List<?> list -> list(list, out);
      default -> shaped(value, out);
    }
  }

  private static void often(Often<?> list, JsonOut out) {
    byte[] known = list.json();
    if (known != null) {
      out.raw(known);
      return;
    }
    int start = out.length();
    list(list, out);
    list.json(out.copyFrom(start));
  }

  private static void list(List<?> list, JsonOut out) {
    out.raw('[');
    for (int i = 0; i < list.size(); i++) {
      value(list.get(i), out);
      out.raw(',');
    }
    out.end(',', ']');
  }

  private static void shaped(Object value, JsonOut out) {
    switch (SHAPES.get(value.getClass())) {
      case Shape.Properties(BiConsumer<Object, JsonOut> members) -> {
        out.raw('{');
        members.accept(value, out);
        out.end(',', '}');
      }
      case Shape.Constants(Map<Object, byte[]> constants) ->
          out.raw(constants.getOrDefault(value, NULL));
      case Shape.Unknown() -> out.raw(jackson(value));
    }
  }

  private static byte[] jackson(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not an event: " + value.getClass(), e);
    }
  }

  private static Shape shape(Class<?> type) {
    if (type.isEnum()) {
      return constants(type);
    }
    JsonPropertyOrder order = type.getAnnotation(JsonPropertyOrder.class);
    if (order == null) {
      return new Shape.Unknown();
    }
    Map<String, Method> getters = new HashMap<>();
    for (Method method : type.getMethods()) {
      JsonProperty property = method.getAnnotation(JsonProperty.class);
      if (property != null && method.getParameterCount() == 0) {
        getters.put(property.value(), method);
      }
    }
    List<MethodHandle> members = new ArrayList<>();
    for (String name : order.value()) {
      Method getter = getters.remove(name);
      if (getter == null) {
        return new Shape.Unknown();
      }
      members.add(member(bytes("\"" + name + "\":"), getter));
    }
    return getters.isEmpty() && !members.isEmpty()
        ? new Shape.Properties(asInSource(inTurn(members)))
        : new Shape.Unknown();
  }

  private static Shape constants(Class<?> type) {
    Map<Object, byte[]> constants = new HashMap<>();
    for (Object constant : type.getEnumConstants()) {
      constants.put(constant, jackson(constant));
    }
    return new Shape.Constants(constants);
  }

  /**
   * What writes one member: {@code (Object, JsonOut)void}. Its getter's type decides now, so that
   * nothing is looked up while an event is written.
   *
   * @param name as it is written, with its quotes and colon
   */
  private static MethodHandle member(byte[] name, Method getter) {
    Class<?> type = getter.getReturnType();
    Class<?> known = MEMBERS.contains(type) ? type : Object.class;
    try {
      MethodHandle read =
          MethodHandles.publicLookup()
              .unreflect(getter)
              .asType(MethodType.methodType(known, Object.class));
      MethodHandle write =
          MethodHandles.lookup()
              .findStatic(
                  EventJson.class,
                  "member",
                  MethodType.methodType(void.class, byte[].class, known, JsonOut.class));
      return MethodHandles.filterArguments(MethodHandles.insertArguments(write, 0, name), 0, read);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a getter of " + getter.getDeclaringClass(), e);
    }
  }

  /**
   * One after the other, as a tree: the compiler follows it to the leaves, but not a long chain.
   */
  private static MethodHandle inTurn(List<MethodHandle> members) {
    int half = members.size() / 2;
    return half == 0
        ? members.get(0)
        : MethodHandles.foldArguments(
            inTurn(members.subList(half, members.size())), inTurn(members.subList(0, half)));
  }

  /** As quick as a method in the source. */
  @SuppressWarnings("unchecked")
  private static BiConsumer<Object, JsonOut> asInSource(MethodHandle members) {
    return MethodHandleProxies.asInterfaceInstance(BiConsumer.class, members);
  }

  private static void member(byte[] name, @Nullable String text, JsonOut out) {
    if (text != null) {
      out.raw(name);
      out.string(text);
      out.raw(',');
    }
  }

  private static void member(byte[] name, @Nullable Long number, JsonOut out) {
    if (number != null) {
      out.raw(name);
      out.number(number);
      out.raw(',');
    }
  }

  private static void member(byte[] name, @Nullable BigDecimal number, JsonOut out) {
    if (number != null) {
      out.raw(name);
      out.number(number);
      out.raw(',');
    }
  }

  private static void member(byte[] name, @Nullable Object value, JsonOut out) {
    if (value != null) {
      out.raw(name);
      value(value, out);
      out.raw(',');
    }
  }

  private static byte[] bytes(String ascii) {
    return ascii.getBytes(StandardCharsets.ISO_8859_1);
  }
}
