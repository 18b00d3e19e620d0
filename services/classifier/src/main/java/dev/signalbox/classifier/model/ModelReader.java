package dev.signalbox.classifier.model;

import dev.signalbox.classifier.features.Spelling;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a payload, trusting no length in it: nothing larger than the payload itself is ever
 * allocated.
 */
final class ModelReader {
  private final DataInputStream in;
  private final int most;

  ModelReader(DataInputStream in, int most) {
    this.in = in;
    this.most = most;
  }

  RoutingModel read(String version) throws IOException {
    int format = in.readInt();
    if (format != ModelFile.FORMAT && format != ModelFile.FORMAT_WITH_MEMORY) {
      throw new ModelFileException(
          "the classifier model has format "
              + format
              + ", this program reads "
              + ModelFile.FORMAT
              + " and "
              + ModelFile.FORMAT_WITH_MEMORY);
    }
    int bits = in.readInt();
    if (bits < 8 || bits > 20) {
      throw new ModelFileException("the classifier model has impossible hash bits: " + bits);
    }
    String words = new String(in.readNBytes(size(1)), StandardCharsets.UTF_8);
    Spelling spelling =
        words.isEmpty() ? Spelling.NONE : new Spelling(List.of(words.split(" ", -1)));
    int count = size(1);
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      labels.add(new Label(in.readUTF(), Task.valueOf(in.readUTF())));
    }
    TextReader reader = reader(bits);
    TreeEnsemble difficulty = ensemble();
    DifficultyScale scale = new DifficultyScale(floats(), in.readDouble());
    int cohortCount = size(1);
    List<Cohort> cohorts = new ArrayList<>();
    for (int i = 0; i < cohortCount; i++) {
      int headCount = size(1);
      List<Head> heads = new ArrayList<>();
      for (int h = 0; h < headCount; h++) {
        heads.add(head());
      }
      cohorts.add(new Cohort(heads, ensemble(), ensemble(), floats(), validation(headCount)));
    }
    int points = size(24);
    List<OperatingCurve.Point> curve = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      curve.add(new OperatingCurve.Point(in.readDouble(), in.readDouble(), in.readDouble()));
    }
    OperatingCurve operating = new OperatingCurve(curve);
    QuestionMemory memory =
        format == ModelFile.FORMAT_WITH_MEMORY ? memory() : QuestionMemory.EMPTY;
    return new RoutingModel(
        version,
        bits,
        spelling,
        labels,
        reader,
        memory,
        difficulty,
        scale,
        cohorts,
        stated(),
        operating);
  }

  private QuestionMemory memory() throws IOException {
    int modelCount = size(2);
    List<String> models = new ArrayList<>();
    for (int m = 0; m < modelCount; m++) {
      models.add(in.readUTF());
    }
    int questions = size(5 + modelCount);
    int[][] sketches = new int[questions][];
    float[] difficulty = new float[questions];
    byte[] scores = new byte[questions * modelCount];
    for (int q = 0; q < questions; q++) {
      sketches[q] = new int[in.readUnsignedByte()];
      for (int i = 0; i < sketches[q].length; i++) {
        sketches[q][i] = in.readInt();
      }
      difficulty[q] = in.readFloat();
      in.readFully(scores, q * modelCount, modelCount);
    }
    return new QuestionMemory(models, sketches, difficulty, scores);
  }

  /** Left out of the file when there is none (docs/adr/0146). */
  private List<Stated> stated() throws IOException {
    List<Stated> stated = new ArrayList<>();
    int count = in.available() == 0 ? 0 : size(26);
    for (int i = 0; i < count; i++) {
      stated.add(new Stated(in.readUTF(), in.readDouble(), in.readDouble(), in.readDouble()));
    }
    return stated;
  }

  private Validation validation(int models) throws IOException {
    int rows = size(2 + 8 * models);
    return new Validation(
        models,
        counts(rows),
        shares(rows * models),
        shares(rows * models),
        counts(rows * models),
        counts(rows * models));
  }

  private float[] shares(int n) throws IOException {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = ModelFile.unpackShare(in.readUnsignedShort());
    }
    return values;
  }

  private float[] counts(int n) throws IOException {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = ModelFile.unpackCount(in.readUnsignedShort());
    }
    return values;
  }

  private TextReader reader(int bits) throws IOException {
    int outputs = size(1);
    int buckets = 1 << bits;
    float[] mean = floats();
    float[] scale = floats();
    float[] denseWeights = floats();
    float[] bias = floats();
    float[] step = floats();
    float[] idf = new float[buckets];
    byte[] marks = new byte[buckets];
    int used = 0;
    for (int b = 0; b < buckets; b++) {
      idf[b] = in.readFloat();
      if (idf[b] != 0) {
        used++;
        marks[b] = in.readByte();
      }
    }
    if ((long) used * outputs > most) {
      throw new ModelFileException("the classifier model promises more weights than it has");
    }
    byte[] weights = new byte[buckets * outputs];
    for (int k = 0; k < outputs; k++) {
      for (int b = 0; b < buckets; b++) {
        if (idf[b] != 0) {
          weights[b * outputs + k] = in.readByte();
        }
      }
    }
    return new TextReader(
        bits, idf, marks, mean, scale, outputs, weights, step, denseWeights, bias);
  }

  private Head head() throws IOException {
    String model = in.readUTF();
    int outcomes = in.readInt();
    double baseRate = in.readDouble();
    double slope = in.readDouble();
    double offset = in.readDouble();
    double spread = in.readDouble();
    double ability = in.readDouble();
    double tokenFactor = in.readDouble();
    return new Head(
        model,
        baseRate,
        slope,
        offset,
        spread,
        ability,
        outcomes,
        tokenFactor,
        in.readDouble(),
        in.readDouble());
  }

  private TreeEnsemble ensemble() throws IOException {
    float[] base = floats();
    boolean inner = in.readBoolean();
    float step = in.readFloat();
    int count = size(1);
    List<Tree> trees = new ArrayList<>();
    for (int t = 0; t < count; t++) {
      trees.add(tree(base.length, inner, step));
    }
    return new TreeEnsemble(base, trees);
  }

  private Tree tree(int outputs, boolean inner, float step) throws IOException {
    int n = size(2);
    int[] feature = new int[n];
    float[] threshold = new float[n];
    int[] left = new int[n];
    int[] right = new int[n];
    if ((long) n * outputs > most) {
      throw new ModelFileException("the classifier model promises more leaves than it has");
    }
    float[] value = new float[n * outputs];
    for (int i = 0; i < n; i++) {
      feature[i] = in.readShort();
      boolean leaf = feature[i] < 0;
      if (!leaf) {
        threshold[i] = in.readFloat();
        left[i] = in.readShort();
        right[i] = in.readShort();
      }
      for (int k = 0; k < outputs && (leaf || inner); k++) {
        value[i * outputs + k] = in.readShort() * step;
      }
    }
    return new Tree(feature, threshold, left, right, value);
  }

  private float[] floats() throws IOException {
    float[] values = new float[size(4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }

  /** A count of things that take at least {@code bytes} each. */
  private int size(int bytes) throws IOException {
    int size = in.readInt();
    if (size < 0 || (long) size * bytes > most) {
      throw new ModelFileException("the classifier model holds an impossible count: " + size);
    }
    return size;
  }
}
