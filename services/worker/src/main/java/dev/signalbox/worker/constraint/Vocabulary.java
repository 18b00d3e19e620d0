package dev.signalbox.worker.constraint;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a tokenizer's ordinary tokens, as a tree of their beginnings. Immutable.
 *
 * <p>Nodes are numbers; children of a node hang on a chain of siblings.
 */
public final class Vocabulary {
  static final int ROOT = 0;
  private static final int NONE = -1;

  private int[] firstChild = new int[1024];
  private int[] nextSibling = new int[1024];
  private int[] token = new int[1024];
  private byte[] label = new byte[1024];
  private int nodes = 1;
  private final int tokens;
  private final boolean[] single = new boolean[256];

  /**
   * @param tokens bytes by token id; null for control tokens and ids without a token
   */
  public Vocabulary(List<byte @Nullable []> tokens) {
    this.tokens = tokens.size();
    firstChild[ROOT] = NONE;
    nextSibling[ROOT] = NONE;
    token[ROOT] = NONE;
    for (int id = 0; id < tokens.size(); id++) {
      byte[] bytes = tokens.get(id);
      if (bytes != null && bytes.length > 0) {
        add(bytes, id);
      }
    }
  }

  private void add(byte[] bytes, int id) {
    int node = ROOT;
    for (byte each : bytes) {
      int child = child(node, each & 0xFF);
      node = child < 0 ? grow(node, each) : child;
    }
    if (token[node] == NONE) {
      token[node] = id;
    }
    if (bytes.length == 1) {
      single[bytes[0] & 0xFF] = true;
    }
  }

  private int grow(int parent, byte each) {
    if (nodes == token.length) {
      firstChild = Arrays.copyOf(firstChild, nodes * 2);
      nextSibling = Arrays.copyOf(nextSibling, nodes * 2);
      token = Arrays.copyOf(token, nodes * 2);
      label = Arrays.copyOf(label, nodes * 2);
    }
    int node = nodes++;
    label[node] = each;
    token[node] = NONE;
    firstChild[node] = NONE;
    nextSibling[node] = firstChild[parent];
    firstChild[parent] = node;
    return node;
  }

  /** The child of a node for a byte, or a negative number. */
  int child(int node, int each) {
    int child = firstChild[node];
    while (child >= 0 && (label[child] & 0xFF) != each) {
      child = nextSibling[child];
    }
    return child;
  }

  int firstChild(int node) {
    return firstChild[node];
  }

  int nextSibling(int node) {
    return nextSibling[node];
  }

  /** The byte that leads to a node. */
  int label(int node) {
    return label[node] & 0xFF;
  }

  /** The token that ends at a node, or a negative number. */
  int token(int node) {
    return token[node];
  }

  /** Whether a token is this byte alone. */
  boolean hasByte(int each) {
    return single[each];
  }

  /** Ids are below this. */
  int size() {
    return tokens;
  }
}
