package dev.signalbox.ingress.fleet;

import dev.signalbox.ingress.chat.ChatMessage;
import dev.signalbox.ingress.chat.ChatPart;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.Span;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a worker may have computed already for a request, as hashes: each beginning of the
 * conversation that ends with a message, within the tenant, since workers keep prefixes apart by
 * tenant; and each picture. Two that meet by chance cost a wrong guess about a cache, nothing more.
 *
 * @param keys what saves the most first: beginnings that hold every picture, longest first; then
 *     the pictures; then shorter beginnings
 * @param home what decides where this goes when nobody holds anything: the first picture, or the
 *     conversation's opening up to the first message of the user, the same in every later turn
 */
public record Affinity(List<Long> keys, long home) {
  /** A system prompt, an opening, and the latest turns: what lies between is theirs as well. */
  private static final int FIRST_MESSAGES = 2;

  private static final int LAST_MESSAGES = 12;
  private static final int MOST_PICTURES = 8;
  private static final int SAMPLES = 256;

  public Affinity {
    keys = List.copyOf(keys);
  }

  private record Beginning(long hash, int pictures) {}

  public static Affinity of(String tenant, ChatRequest request) {
    long hash = Mixing.mix(0, tenant);
    long opening = hash;
    boolean opened = false;
    List<Beginning> beginnings = new ArrayList<>();
    Set<Long> pictures = new LinkedHashSet<>();
    int seen = 0;
    int messages = request.messages().size();
    for (int i = 0; i < messages; i++) {
      ChatMessage message = request.messages().get(i);
      hash = Mixing.mix(hash, message.role());
      for (ChatPart part : message.parts()) {
        switch (part) {
          case ChatPart.Text(String text) -> hash = Mixing.mix(hash, text);
          case ChatPart.PictureAt at -> {
            long picture = picture(request, at);
            hash = Mixing.mix(hash, picture);
            pictures.add(picture);
            seen++;
          }
        }
      }
      if (!opened) {
        opening = hash;
        opened = message.role().equals("user");
      }
      if (i < FIRST_MESSAGES || i >= messages - LAST_MESSAGES) {
        beginnings.add(new Beginning(hash, seen));
      }
    }
    return new Affinity(
        ranked(beginnings, List.copyOf(pictures), seen),
        pictures.isEmpty() ? opening : pictures.iterator().next());
  }

  private static List<Long> ranked(List<Beginning> beginnings, List<Long> pictures, int all) {
    Set<Long> keys = new LinkedHashSet<>();
    List<Beginning> longestFirst = beginnings.reversed();
    longestFirst.stream()
        .filter(beginning -> beginning.pictures == all)
        .forEach(beginning -> keys.add(beginning.hash));
    keys.addAll(pictures.subList(0, Math.min(pictures.size(), MOST_PICTURES)));
    longestFirst.forEach(beginning -> keys.add(beginning.hash));
    return List.copyOf(keys);
  }

  /** Of an address that holds the whole picture, its length and bytes from all over it. */
  private static long picture(ChatRequest request, ChatPart.PictureAt at) {
    Span data = at.data();
    if (data == null) {
      return Mixing.mix(1, at.url());
    }
    byte[] body = request.body().bytes();
    long hash = Mixing.mix(1, data.length());
    int step = Math.max(1, data.length() / SAMPLES);
    for (int i = data.start(); i < data.end(); i += step) {
      hash = Mixing.mix(hash, body[i]);
    }
    return hash;
  }
}
