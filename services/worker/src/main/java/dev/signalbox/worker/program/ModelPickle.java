package dev.signalbox.worker.program;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The pickle (protocol 2) of a TorchScript module whose attributes are empty lists. */
final class ModelPickle {
  private ModelPickle() {}

  /** An instance of {@code __torch__.<type>}, in evaluation mode. */
  static byte[] of(String type, List<String> tensorLists, List<String> otherLists) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    raw(out, 0x80, 2); // PROTO 2
    text(out, "c__torch__\n" + type + "\n"); // GLOBAL
    raw(out, ')', 0x81, '}', '('); // EMPTY_TUPLE NEWOBJ EMPTY_DICT MARK
    key(out, "training");
    raw(out, 0x89); // NEWFALSE
    key(out, "_is_full_backward_hook");
    raw(out, 'N'); // NONE
    for (String name : tensorLists) {
      key(out, name);
      text(out, "ctorch.jit._pickle\nbuild_tensorlist\n");
      raw(out, ']', 0x85, 'R'); // EMPTY_LIST TUPLE1 REDUCE
    }
    for (String name : otherLists) {
      key(out, name);
      raw(out, ']');
    }
    raw(out, 'u', 'b', '.'); // SETITEMS BUILD STOP
    return out.toByteArray();
  }

  /** The pickle of {@code ()}. */
  static byte[] emptyTuple() {
    return new byte[] {(byte) 0x80, 2, ')', '.'};
  }

  private static void key(ByteArrayOutputStream out, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    raw(out, 'X', bytes.length & 0xff, bytes.length >> 8 & 0xff, 0, 0); // BINUNICODE
    out.writeBytes(bytes);
  }

  private static void text(ByteArrayOutputStream out, String ascii) {
    out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  private static void raw(ByteArrayOutputStream out, int... bytes) {
    for (int value : bytes) {
      out.write(value);
    }
  }
}
