package dev.signalbox.ingress.events;

import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list that stands in many events: its JSON is written once. Unchangeable; thread-safe. */
public final class Often<T> extends AbstractList<T> {
  private final List<T> elements;
  private volatile byte @Nullable [] json;

  public Often(List<T> elements) {
    this.elements = List.copyOf(elements);
  }

  @Override
  public T get(int index) {
    return elements.get(index);
  }

  @Override
  public int size() {
    return elements.size();
  }

  byte @Nullable [] json() {
    return json;
  }

  void json(byte[] written) {
    json = written;
  }
}
