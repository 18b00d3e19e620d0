package dev.signalbox.ingress.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What has become of a batch's jobs, a line each, on disk before it counts. A line that was torn by
 * a stop is as if it had never been begun. Blocking; used on one thread only.
 */
final class BatchJournal implements Closeable {
  private final FileChannel channel;
  private final Map<Integer, Entry> results = new HashMap<>();
  private final BitSet published = new BitSet();
  private long end;

  /** Where a result stands. */
  record Entry(int status, long offset, int length) {
    boolean succeeded() {
      return status == 200;
    }
  }

  private BatchJournal(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens the journal and reads what is in it. */
  static BatchJournal open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    BatchJournal journal = new BatchJournal(channel);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      journal.read(in);
    }
    channel.truncate(journal.end);
    return journal;
  }

  private void read(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
    for (int read = in.read(); read >= 0; read = in.read()) {
      if (read != '\n') {
        line.write(read);
        continue;
      }
      take(Disk.JSON.readTree(line.toByteArray()), line.size());
      end += line.size() + 1;
      line.reset();
    }
  }

  private void take(JsonNode line, int length) {
    int job = line.get("job").asInt();
    if (line.has("status")) {
      results.putIfAbsent(job, new Entry(line.get("status").asInt(), end, length));
    } else {
      published.set(job);
    }
  }

  /** The job was handed to the workers. */
  void published(int job) throws IOException {
    if (!published.get(job)) {
      append(Disk.JSON.createObjectNode().put("job", job));
    }
  }

  /**
   * The job is done; a second result of a job does not count.
   *
   * @return false for a second one
   */
  boolean done(int job, int status, String requestId, JsonNode body) throws IOException {
    if (results.containsKey(job)) {
      return false;
    }
    ObjectNode line = Disk.JSON.createObjectNode();
    line.put("job", job).put("status", status).put("request_id", requestId).set("body", body);
    append(line);
    return true;
  }

  private void append(ObjectNode line) throws IOException {
    byte[] json = Disk.JSON.writeValueAsBytes(line);
    ByteBuffer bytes = ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
    long at = end;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
    channel.force(false);
    take(line, json.length);
    end = at;
  }

  boolean isDone(int job) {
    return results.containsKey(job);
  }

  boolean isPublished(int job) {
    return published.get(job);
  }

  Map<Integer, Entry> results() {
    return results;
  }

  /** The line of a result. */
  JsonNode read(Entry entry) throws IOException {
    ByteBuffer line = ByteBuffer.allocate(entry.length());
    while (line.hasRemaining()) {
      if (channel.read(line, entry.offset() + line.position()) < 0) {
        throw new IOException("the journal is shorter than it was");
      }
    }
    return Disk.JSON.readTree(line.array());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
