package dev.signalbox.worker.engine;

import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.checkpoint.TensorEntry;
import dev.signalbox.worker.checkpoint.TextConfig;
import dev.signalbox.worker.checkpoint.VisionConfig;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model in plain loops and double precision, without cache or batch: what the program is
 * compared with.
 */
final class ReferenceModel {
  private final Checkpoint checkpoint;
  private final ModelConfig config;

  ReferenceModel(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
    this.config = checkpoint.config();
  }

  private double[] weight(TensorEntry entry) {
    ByteBuffer bytes = checkpoint.weights().map(entry);
    double[] out = new double[(int) entry.elements()];
    for (int i = 0; i < out.length; i++) {
      out[i] = bytes.getFloat(i * 4);
    }
    return out;
  }

  private double[] vision(int index) {
    return weight(checkpoint.vision().get(index));
  }

  private double[] text(int index) {
    return weight(checkpoint.text().get(index));
  }

  /** Image tokens of one tile: rows of the text model's width. */
  double[][] embed(float[] pixels, PatchGrid grid) {
    return connect(see(pixels, grid));
  }

  double[][] see(float[] pixels, PatchGrid grid) {
    VisionConfig shape = config.vision();
    int side = shape.patchSide();
    int patch = shape.patchSize();
    int edge = shape.imageSize();
    double[] kernel = vision(0);
    double[] bias = vision(1);
    double[] places = vision(2);
    double[][] x = new double[side * side][shape.hidden()];
    for (int p = 0; p < x.length; p++) {
      for (int d = 0; d < shape.hidden(); d++) {
        double sum = bias[d] + places[(int) grid.places()[p] * shape.hidden() + d];
        for (int c = 0; c < 3; c++) {
          for (int i = 0; i < patch; i++) {
            for (int j = 0; j < patch; j++) {
              int at = (c * edge + p / side * patch + i) * edge + p % side * patch + j;
              sum += pixels[at] * kernel[((d * 3 + c) * patch + i) * patch + j];
            }
          }
        }
        x[p][d] = sum;
      }
    }
    for (int layer = 0; layer < shape.layers(); layer++) {
      int o = 3 + 16 * layer;
      double[][] y = layerNorm(x, vision(o), vision(o + 1), shape.epsilon());
      double[][] q = linear(y, vision(o + 2), vision(o + 3));
      double[][] k = linear(y, vision(o + 4), vision(o + 5));
      double[][] v = linear(y, vision(o + 6), vision(o + 7));
      double[][] a = attend(q, k, v, shape.heads(), shape.heads(), grid.valid(), false);
      add(x, linear(a, vision(o + 8), vision(o + 9)));
      y = layerNorm(x, vision(o + 10), vision(o + 11), shape.epsilon());
      y = linear(y, vision(o + 12), vision(o + 13));
      for (double[] row : y) {
        for (int i = 0; i < row.length; i++) {
          double z = row[i];
          row[i] = 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z)));
        }
      }
      add(x, linear(y, vision(o + 14), vision(o + 15)));
    }
    int end = 3 + 16 * shape.layers();
    return layerNorm(x, vision(end), vision(end + 1), shape.epsilon());
  }

  private double[][] connect(double[][] seen) {
    int side = config.vision().patchSide();
    int factor = config.scaleFactor();
    int hidden = config.vision().hidden();
    int grid = side / factor;
    double[][] joined = new double[grid * grid][hidden * factor * factor];
    for (int row = 0; row < grid; row++) {
      for (int column = 0; column < grid; column++) {
        for (int dy = 0; dy < factor; dy++) {
          for (int dx = 0; dx < factor; dx++) {
            System.arraycopy(
                seen[(row * factor + dy) * side + column * factor + dx],
                0,
                joined[row * grid + column],
                (dy * factor + dx) * hidden,
                hidden);
          }
        }
      }
    }
    return linear(joined, vision(5 + 16 * config.vision().layers()), null);
  }

  /** Logits of every row; {@code pictures} fill the rows that hold the image token. */
  double[][] logits(long[] ids, List<double[]> pictures) {
    TextConfig shape = config.text();
    double[] table = text(0);
    double[][] x = new double[ids.length][shape.hidden()];
    int picture = 0;
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == config.imageToken() && picture < pictures.size()) {
        x[i] = pictures.get(picture++).clone();
      } else {
        System.arraycopy(table, (int) ids[i] * shape.hidden(), x[i], 0, shape.hidden());
      }
    }
    for (int layer = 0; layer < shape.layers(); layer++) {
      int o = 1 + 9 * layer;
      double[][] y = rmsNorm(x, text(o), shape.epsilon());
      double[][] q = rotate(linear(y, text(o + 1), null), shape);
      double[][] k = rotate(linear(y, text(o + 2), null), shape);
      double[][] v = linear(y, text(o + 3), null);
      double[][] a = attend(q, k, v, shape.heads(), shape.keyValueHeads(), null, true);
      add(x, linear(a, text(o + 4), null));
      y = rmsNorm(x, text(o + 5), shape.epsilon());
      double[][] gate = linear(y, text(o + 6), null);
      double[][] up = linear(y, text(o + 7), null);
      for (int i = 0; i < gate.length; i++) {
        for (int j = 0; j < gate[i].length; j++) {
          gate[i][j] = gate[i][j] / (1 + Math.exp(-gate[i][j])) * up[i][j];
        }
      }
      add(x, linear(gate, text(o + 8), null));
    }
    return linear(
        rmsNorm(x, text(1 + 9 * shape.layers()), shape.epsilon()), weight(checkpoint.head()), null);
  }

  private static double[][] rotate(double[][] x, TextConfig shape) {
    int size = shape.headSize();
    for (int position = 0; position < x.length; position++) {
      double[] row = x[position];
      for (int head = 0; head < row.length; head += size) {
        for (int i = 0; i < size / 2; i++) {
          double angle = position * Math.pow(shape.ropeTheta(), -2.0 * i / size);
          double low = row[head + i];
          double high = row[head + i + size / 2];
          row[head + i] = low * Math.cos(angle) - high * Math.sin(angle);
          row[head + i + size / 2] = high * Math.cos(angle) + low * Math.sin(angle);
        }
      }
    }
    return x;
  }

  private static double[][] attend(
      double[][] q,
      double[][] k,
      double[][] v,
      int heads,
      int kvHeads,
      boolean @Nullable [] valid,
      boolean causal) {
    int size = q[0].length / heads;
    double[][] out = new double[q.length][q[0].length];
    for (int head = 0; head < heads; head++) {
      int at = head * size;
      int kvAt = head / (heads / kvHeads) * size;
      for (int i = 0; i < q.length; i++) {
        int end = causal ? i + 1 : k.length;
        double[] scores = new double[end];
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < end; j++) {
          for (int d = 0; d < size; d++) {
            scores[j] += q[i][at + d] * k[j][kvAt + d];
          }
          scores[j] = valid != null && !valid[j] ? -3e38 : scores[j] / Math.sqrt(size);
          largest = Math.max(largest, scores[j]);
        }
        double total = 0;
        for (int j = 0; j < end; j++) {
          scores[j] = Math.exp(scores[j] - largest);
          total += scores[j];
        }
        for (int j = 0; j < end; j++) {
          for (int d = 0; d < size; d++) {
            out[i][at + d] += scores[j] / total * v[j][kvAt + d];
          }
        }
      }
    }
    return out;
  }

  private static double[][] linear(double[][] x, double[] weight, double @Nullable [] bias) {
    int in = x[0].length;
    int outs = weight.length / in;
    double[][] y = new double[x.length][outs];
    for (int i = 0; i < x.length; i++) {
      for (int o = 0; o < outs; o++) {
        double sum = bias == null ? 0 : bias[o];
        for (int d = 0; d < in; d++) {
          sum += x[i][d] * weight[o * in + d];
        }
        y[i][o] = sum;
      }
    }
    return y;
  }

  private static double[][] layerNorm(
      double[][] x, double[] weight, double[] bias, double epsilon) {
    double[][] y = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      double mean = java.util.Arrays.stream(x[i]).average().orElseThrow();
      double variance =
          java.util.Arrays.stream(x[i]).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      y[i] = new double[x[i].length];
      for (int d = 0; d < x[i].length; d++) {
        y[i][d] = (x[i][d] - mean) / Math.sqrt(variance + epsilon) * weight[d] + bias[d];
      }
    }
    return y;
  }

  private static double[][] rmsNorm(double[][] x, double[] weight, double epsilon) {
    double[][] y = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      double square = java.util.Arrays.stream(x[i]).map(v -> v * v).average().orElseThrow();
      y[i] = new double[x[i].length];
      for (int d = 0; d < x[i].length; d++) {
        y[i][d] = x[i][d] / Math.sqrt(square + epsilon) * weight[d];
      }
    }
    return y;
  }

  private static void add(double[][] x, double[][] y) {
    for (int i = 0; i < x.length; i++) {
      for (int d = 0; d < x[i].length; d++) {
        x[i][d] += y[i][d];
      }
    }
  }
}
