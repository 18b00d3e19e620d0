package dev.signalbox.loadtest.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What client, provider and events say of each request, in arrays: some fifty bytes a request, so
 * that a million fit. Each number's ending is written by one thread; calls and events are entered
 * by one thread.
 */
final class Entries {
  private static final int NOTES = 500;
  private static final String TAG = "r-";

  private final int mixed;
  private final Kind[] kinds;
  private final @Nullable Fate[] fates;
  private final byte[] sends;
  private final int[] calls;
  private final long[] invoiced;
  private final byte[] events;
  private final long[] firstId;
  private final long[] secondId;
  private final long[] firstCost;
  private final long[] secondCost;
  private final Map<Integer, List<Long>> batchCalls = new HashMap<>();
  private final Map<String, Integer> batchRequests = new HashMap<>();
  private final Map<String, Long> strays = new HashMap<>();
  private final Queue<String> notes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();
  private long nanoUsd;
  private long counted;
  private int repeated;
  private int contradicting;
  private int doubled;
  private int failedOver;
  private int crashEvents;
  private int strangers;

  /** A cost event. */
  record Cost(
      String id, String trace, String requestId, long nanoUsd, int attempts, String outcome) {}

  /**
   * @param mixed requests of the mixed load; batches' jobs have the numbers behind them
   */
  Entries(int mixed, int jobs) {
    int all = mixed + jobs;
    this.mixed = mixed;
    this.kinds = new Kind[all];
    this.fates = new @Nullable Fate[all];
    this.sends = new byte[all];
    this.calls = new int[all];
    this.invoiced = new long[all];
    this.events = new byte[all];
    this.firstId = new long[all];
    this.secondId = new long[all];
    this.firstCost = new long[all];
    this.secondCost = new long[all];
  }

  /** Under which the provider lists a request's calls. */
  static String tag(int number) {
    return TAG + number;
  }

  /** A W3C trace context that names the request: its event carries the trace's id. */
  static String traceparent(int number) {
    return "00-%032x-%016x-01".formatted(number + 1, number + 1);
  }

  int size() {
    return kinds.length;
  }

  /** Requests of the mixed load that have ended. */
  int ended() {
    return ended.get();
  }

  /** Requests that have been cut off so far. */
  int broken() {
    return broken.get();
  }

  /**
   * A request ended.
   *
   * @param sent HTTP requests that were sent for it: each that is answered has an event
   * @param note what an error said; empty where there is none
   */
  void ended(int number, Kind kind, Fate fate, int sent, String note) {
    kinds[number] = kind;
    fates[number] = fate;
    sends[number] = (byte) sent;
    if (!note.isEmpty() && notes.size() < NOTES) {
      notes.add(tag(number) + " (" + kind + ", " + fate.words() + "): " + note);
    }
    broken.addAndGet(fate == Fate.BROKEN ? 1 : 0);
    if (number < mixed) {
      ended.incrementAndGet();
    }
  }

  /** A batch's output names the request that a job was answered by. */
  synchronized void answeredBy(int number, String requestId) {
    batchRequests.put(requestId, number);
  }

  /** The provider charged a call. */
  void called(String tag, long cost) {
    int number = Integer.parseInt(tag.substring(TAG.length()));
    calls[number]++;
    invoiced[number] += cost;
    if (number >= mixed) {
      batchCalls.computeIfAbsent(number, n -> new ArrayList<>(1)).add(cost);
    }
  }

  /** An event, as often as it was delivered. */
  void charged(Cost cost) {
    Integer number = number(cost);
    if (number == null) {
      stray(cost);
      return;
    }
    long id = hash(cost.id());
    if (events[number] > 0 && id == firstId[number]) {
      again(cost, firstCost[number]);
    } else if (events[number] > 1 && id == secondId[number]) {
      again(cost, secondCost[number]);
    } else if (events[number] == 0) {
      firstId[number] = id;
      firstCost[number] = cost.nanoUsd();
      first(number, cost);
    } else {
      secondId[number] = id;
      secondCost[number] += cost.nanoUsd();
      doubled += events[number] >= Math.max(sends[number], 1) ? 1 : 0;
      first(number, cost);
    }
  }

  private @Nullable Integer number(Cost cost) {
    if (!cost.trace().isEmpty()) {
      long number = Long.parseUnsignedLong(cost.trace().substring(16), 16) - 1;
      return number >= 0 && number < mixed ? Integer.valueOf((int) number) : null;
    }
    return batchRequests.get(cost.requestId());
  }

  private void again(Cost cost, long before) {
    repeated++;
    contradicting += cost.nanoUsd() == before ? 0 : 1;
  }

  private void first(int number, Cost cost) {
    events[number]++;
    count(cost);
  }

  private void count(Cost cost) {
    counted++;
    nanoUsd += cost.nanoUsd();
    failedOver += cost.attempts() > 1 ? 1 : 0;
    crashEvents += cost.outcome().equals("settled_after_crash") ? 1 : 0;
  }

  /** A job that was under way at a kill was asked again: nobody knows its first request's id. */
  private void stray(Cost cost) {
    Long before = strays.putIfAbsent(cost.id(), cost.nanoUsd());
    if (before != null) {
      again(cost, before);
      return;
    }
    count(cost);
    strangers += cost.outcome().equals("settled_after_crash") ? 0 : 1;
  }

  /** FNV-1a, 64 bits: two ids of one request that share it would be found as a contradiction. */
  private static long hash(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  Kind kind(int number) {
    return kinds[number];
  }

  /** Null when it was never sent. */
  @Nullable Fate fate(int number) {
    return fates[number];
  }

  int sends(int number) {
    return sends[number];
  }

  int calls(int number) {
    return calls[number];
  }

  long invoiced(int number) {
    return invoiced[number];
  }

  int events(int number) {
    return events[number];
  }

  long booked(int number) {
    return firstCost[number] + secondCost[number];
  }

  /** What a job's calls cost, one by one. */
  List<Long> batchCalls(int number) {
    return batchCalls.getOrDefault(number, List.of());
  }

  /** Events of requests that nobody can name, and what they booked. */
  int strays() {
    return strays.size();
  }

  long strayNanoUsd() {
    return strays.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Those of them that no crash explains. */
  int strangers() {
    return strangers;
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  long nanoUsd() {
    return nanoUsd;
  }

  long counted() {
    return counted;
  }

  /** Records with an id that had come before: delivered again, to be counted once. */
  int repeated() {
    return repeated;
  }

  /** Those of them that say something else than the first. */
  int contradicting() {
    return contradicting;
  }

  int doubled() {
    return doubled;
  }

  int failedOver() {
    return failedOver;
  }

  int crashEvents() {
    return crashEvents;
  }
}
