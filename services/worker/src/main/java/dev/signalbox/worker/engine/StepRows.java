package dev.signalbox.worker.engine;

import java.util.List;

/** The chunks of a step laid one after another. */
@SuppressWarnings("ArrayRecordComponent")
record StepRows(
    long[] ids, long[] positions, long[] pictureRows, long[] starts, long[] counts, long[] wanted) {
  static StepRows of(List<Chunk> chunks) {
    int rows = chunks.stream().mapToInt(chunk -> chunk.ids().length).sum();
    int pictures = chunks.stream().mapToInt(chunk -> chunk.pictureRows().length).sum();
    int wanted = chunks.stream().mapToInt(Chunk::wantedRows).sum();
    StepRows step =
        new StepRows(
            new long[rows],
            new long[rows],
            new long[pictures],
            new long[chunks.size()],
            new long[chunks.size()],
            new long[wanted]);
    step.fill(chunks);
    return step;
  }

  private void fill(List<Chunk> chunks) {
    int at = 0;
    int picture = 0;
    int want = 0;
    for (int i = 0; i < chunks.size(); i++) {
      Chunk chunk = chunks.get(i);
      int count = chunk.ids().length;
      System.arraycopy(chunk.ids(), 0, ids, at, count);
      System.arraycopy(chunk.positions(), 0, positions, at, count);
      starts[i] = chunk.start();
      counts[i] = count;
      for (long row : chunk.pictureRows()) {
        pictureRows[picture++] = at + row;
      }
      for (int row = count - chunk.wantedRows(); row < count; row++) {
        wanted[want++] = (long) at + row;
      }
      at += count;
    }
  }
}
