package dev.signalbox.worker.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.checkpoint.TextConfig;
import dev.signalbox.worker.checkpoint.VisionConfig;
import dev.signalbox.worker.program.ModelProgram;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;

/**
 * A checkpoint loaded into libtorch. Not thread-safe: the thread that loads it makes every call,
 * {@link #close} included. Weights are packed once for the precision's products and are then held
 * once; only the embedding table stays where the file is mapped.
 */
public final class Engine implements AutoCloseable {
  /** What the reference adds to the scores of masked keys: torch.finfo(float32).min. */
  private static final float MASKED = -Float.MAX_VALUE;

  /** Patches on a side of the picture of {@link #rehearse}. */
  private static final int REHEARSED_SIDE = 4;

  private final ModelConfig config;
  private final TorchModule module;
  private final WeightLoader weights;
  private ByteBuffer input = ByteBuffer.allocateDirect(0);

  private Engine(ModelConfig config, TorchModule module, WeightLoader weights) {
    this.config = config;
    this.module = module;
    this.weights = weights;
  }

  /** Loads the program of the checkpoint's shape and hands it the weights. */
  public static Engine load(Checkpoint checkpoint, EngineOptions options) {
    return load(checkpoint, options, LoadWatch.NONE);
  }

  /** The same with somebody watching, who may end it by throwing. */
  public static Engine load(Checkpoint checkpoint, EngineOptions options, LoadWatch watch) {
    ModelConfig config = checkpoint.config();
    byte[] program =
        ModelProgram.archive(config, options.precision(), options.kernels(), options.place());
    options.processors().keepThisThread();
    TorchModule module = TorchModule.load(program, options.threads(), options.place());
    Engine engine = new Engine(config, module, new WeightLoader(module, checkpoint, watch));
    try {
      engine.weights.load();
    } catch (EngineException | CheckpointException | CancellationException e) {
      engine.close();
      throw e;
    }
    // Mapped pages count as resident until their buffers are collected, and nothing else asks for
    // that before the first answers. Packing leaves holes between the packed weights.
    System.gc();
    CLibrary.trim();
    return engine;
  }

  /**
   * Loads libtorch, a few hundred milliseconds of work that needs no checkpoint; from any thread.
   */
  public static void loadLibraries() {
    TorchModule.loadLibraries();
  }

  /** Gives memory that calls have freed back to the system, once the first calls were made. */
  public void trim() {
    CLibrary.trim();
  }

  public ModelConfig config() {
    return config;
  }

  /**
   * Runs the vision tower. Pixels are tiles of 3 x edge x edge values, one after another, and there
   * is one grid for each tile. The result has one row for each patch.
   */
  public Features see(float[] pixels, List<PatchGrid> grids) {
    VisionConfig vision = config.vision();
    int tiles = grids.size();
    int side = vision.patchSide();
    long patches = (long) side * side;
    long edge = vision.imageSize();
    try (PtNDManager scope = module.scope()) {
      NDArray input =
          scope.create(direct(pixels), new Shape(tiles, 3, edge, edge), DataType.FLOAT32);
      long[] places = new long[Math.toIntExact(tiles * patches)];
      boolean masked = false;
      for (int i = 0; i < tiles; i++) {
        System.arraycopy(
            grids.get(i).places(), 0, places, Math.toIntExact(i * patches), side * side);
        masked |= !grids.get(i).isFull();
      }
      NDArray mask =
          masked ? mask(scope, grids, patches) : scope.create(new Shape(0), DataType.FLOAT32);
      NDArray hidden =
          module.tensor(
              scope,
              "see",
              TorchModule.value(input),
              TorchModule.value(scope.create(places, new Shape(tiles, patches))),
              TorchModule.value(mask));
      return new Features(module.keep(hidden));
    }
  }

  /** A copy in memory that every call uses again: memory of DJL's own waits for a collection. */
  private ByteBuffer direct(float[] values) {
    if (input.capacity() < values.length * Float.BYTES) {
      input = ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    }
    input.asFloatBuffer().put(values);
    return input.slice(0, values.length * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  private static NDArray mask(PtNDManager scope, List<PatchGrid> grids, long patches) {
    float[] values = new float[Math.toIntExact(grids.size() * patches)];
    int at = 0;
    for (PatchGrid grid : grids) {
      for (boolean valid : grid.valid()) {
        values[at++] = valid ? 0 : MASKED;
      }
    }
    return scope.create(values, new Shape(grids.size(), 1, 1, patches));
  }

  /**
   * A real forward through every weight, in little time: the tower over a grey corner of one tile,
   * the connector, a chunk of one picture, and one more token.
   *
   * @return whether its logits are numbers; weights that were damaged give others
   */
  public boolean rehearse() {
    VisionConfig vision = config.vision();
    int tokens = config.tokensPerTile();
    try (PtNDManager scope = module.scope()) {
      long side = Math.min(REHEARSED_SIDE, vision.patchSide());
      long edge = side * vision.patchSize();
      long[] places = LongStream.range(0, side * side).toArray();
      NDArray corner =
          module.tensor(
              scope,
              "see",
              TorchModule.value(scope.full(new Shape(1, 3, edge, edge), 0.25f)),
              TorchModule.value(scope.create(places, new Shape(1, places.length))),
              TorchModule.value(scope.create(new Shape(0), DataType.FLOAT32)));
      long patches = (long) vision.patchSide() * vision.patchSide();
      NDArray tile = corner.mean(new int[] {1}, true).repeat(1, patches);
      long[] ids = new long[tokens];
      long[] rows = new long[tokens];
      for (int i = 0; i < tokens; i++) {
        ids[i] = config.imageToken();
        rows[i] = i;
      }
      try (Features seen = connect(new Features(tile));
          KvCache cache = cache(tokens + 1)) {
        return finite(
                step(List.of(new Chunk(cache, 0, ids, rows, rows, seen, 0, Chunk.Wanted.LAST))))
            && finite(step(List.of(Chunk.single(cache, tokens, 0, tokens))));
      }
    }
  }

  private static boolean finite(List<float[]> logits) {
    for (float value : logits.getFirst()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Runs the connector over what {@link #see} gave; the result has one row for each image token.
   */
  public Features connect(Features seen) {
    try (PtNDManager scope = module.scope()) {
      NDArray tokens = module.tensor(scope, "connect", TorchModule.value(seen.rows()));
      return new Features(module.keep(tokens.reshape(-1, config.text().hidden())));
    }
  }

  /** Embeddings of whole tiles, through tower and connector. */
  public Features embed(float[] pixels, int tiles) {
    PatchGrid full = PatchGrid.full(config.vision().patchSide());
    try (Features seen = see(pixels, java.util.Collections.nCopies(tiles, full))) {
      return connect(seen);
    }
  }

  /** A copy of several pictures' embeddings, in order. */
  public Features join(List<Features> parts) {
    try (PtNDManager scope = module.scope()) {
      NDList list = new NDList();
      parts.forEach(part -> list.add(part.rows()));
      NDArray joined = parts.size() == 1 ? list.head().duplicate() : NDArrays.concat(list, 0);
      joined.attach(scope);
      return new Features(module.keep(joined));
    }
  }

  /** Room for the keys and values of one sequence. */
  public KvCache cache(int tokens) {
    TextConfig text = config.text();
    return new KvCache(
        module.allocate(
            new Shape(text.layers(), 2, text.keyValueHeads(), tokens, text.headSize())));
  }

  /** Copies the first tokens' keys and values of one sequence to another. */
  public void copy(KvCache from, KvCache to, int tokens) {
    String rows = ":,:,:,:" + tokens;
    try (PtNDManager scope = module.scope()) {
      NDArray source = from.values().get(new NDIndex(rows));
      source.attach(scope);
      to.values().set(new NDIndex(rows), source);
    }
  }

  /**
   * Runs all chunks in one pass and extends their caches.
   *
   * @return logits over the vocabulary, one array for each wanted row, chunk by chunk
   */
  public List<float[]> step(List<Chunk> chunks) {
    StepRows rows = StepRows.of(chunks);
    int vocabulary = config.text().vocabulary();
    try (PtNDManager scope = module.scope()) {
      NDArray logits =
          module.tensor(
              scope,
              "step",
              TorchModule.value(scope.create(rows.ids())),
              TorchModule.value(scope.create(rows.positions())),
              TorchModule.value(
                  scope.create(rows.pictureRows(), new Shape(rows.pictureRows().length))),
              TorchModule.value(pictures(scope, chunks)),
              IValue.listFrom(rows.starts()),
              IValue.listFrom(rows.counts()),
              IValue.listFrom(
                  chunks.stream()
                      .map(chunk -> (PtNDArray) chunk.cache().values())
                      .toArray(PtNDArray[]::new)),
              TorchModule.value(scope.create(rows.wanted(), new Shape(rows.wanted().length))));
      float[] all = logits.toFloatArray();
      List<float[]> out = new ArrayList<>(rows.wanted().length);
      for (int i = 0; i < rows.wanted().length; i++) {
        out.add(java.util.Arrays.copyOfRange(all, i * vocabulary, (i + 1) * vocabulary));
      }
      return out;
    }
  }

  private NDArray pictures(PtNDManager scope, List<Chunk> chunks) {
    NDList parts = new NDList();
    for (Chunk chunk : chunks) {
      Features pictures = chunk.pictures();
      if (pictures != null && chunk.pictureRows().length > 0) {
        int end = chunk.firstFeature() + chunk.pictureRows().length;
        NDArray part = pictures.rows().get(new NDIndex(chunk.firstFeature() + ":" + end));
        part.attach(scope);
        parts.add(part);
      }
    }
    if (parts.isEmpty()) {
      return scope.create(new Shape(0, config.text().hidden()), DataType.FLOAT32);
    }
    NDArray joined = parts.size() == 1 ? parts.head() : NDArrays.concat(parts, 0);
    joined.attach(scope);
    return joined;
  }

  @Override
  public void close() {
    module.close();
    weights.release();
  }
}
