package dev.signalbox.worker.program;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.checkpoint.TensorNames;
import dev.signalbox.worker.cli.RandomFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the programs that a CUDA worker loads, with the order in which weights are handed to them,
 * for {@code src/test/python/cuda_program.py} to run where there is a GPU. Arguments: the folder to
 * write to, then a model folder such as {@code ../shared/vlm/golden/tiny_a}.
 */
public final class CudaProgramDump {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TOWER_START = 3;
  private static final int TOWER_LAYER = 16;
  private static final int TEXT_LAYER = 9;

  private CudaProgramDump() {}

  public static void main(String[] args) throws IOException {
    Path out = Path.of(args[0]);
    Checkpoint golden = Checkpoint.open(Path.of(args[1]));
    boolean tied = golden.head().equals(golden.text().getFirst());
    write(out.resolve("golden"), golden.config(), tied);
    write(out.resolve("256m"), RandomFolder.shape256m(), true);
    write(out.resolve("500m"), RandomFolder.shape500m(), true);
  }

  private static void write(Path folder, ModelConfig config, boolean tied) throws IOException {
    Files.createDirectories(folder);
    for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
      Files.write(
          folder.resolve(precision.name().toLowerCase(java.util.Locale.ROOT) + ".pt"),
          ModelProgram.archive(config, precision, Kernels.PLAIN, Place.CUDA));
    }
    ObjectNode plan = JSON.createObjectNode();
    plan.putArray("cache_shape")
        .add(config.text().layers())
        .add(2)
        .add(config.text().keyValueHeads())
        .add(-1)
        .add(config.text().headSize());
    plan.put("image_size", config.vision().imageSize())
        .put("patch_side", config.vision().patchSide())
        .put("tokens_per_tile", config.tokensPerTile())
        .put("hidden", config.text().hidden())
        .put("vocabulary", config.text().vocabulary());
    ArrayNode calls = plan.putArray("calls");
    List<TensorNames.Expected> vision = TensorNames.vision(config);
    int end = TOWER_START + config.vision().layers() * TOWER_LAYER;
    call(calls, "pack_tower", vision.subList(0, TOWER_START));
    for (int i = TOWER_START; i < end; i += TOWER_LAYER) {
      call(calls, "pack_tower_layer", vision.subList(i, i + TOWER_LAYER));
    }
    call(calls, "pack_tower_end", vision.subList(end, vision.size()));
    List<TensorNames.Expected> text = TensorNames.text(config);
    call(calls, "pack_table", text.subList(0, 1));
    end = 1 + config.text().layers() * TEXT_LAYER;
    for (int i = 1; i < end; i += TEXT_LAYER) {
      call(calls, "pack_layer", text.subList(i, i + TEXT_LAYER));
    }
    List<TensorNames.Expected> last = new ArrayList<>(text.subList(end, text.size()));
    if (!tied) {
      last.add(TensorNames.head(config));
    }
    call(calls, "pack_end", last);
    JSON.writeValue(folder.resolve("plan.json").toFile(), plan);
  }

  private static void call(ArrayNode calls, String method, List<TensorNames.Expected> tensors) {
    ObjectNode call = calls.addObject().put("method", method);
    ArrayNode names = call.putArray("tensors");
    tensors.forEach(
        tensor -> {
          ObjectNode one = names.addObject().put("name", tensor.name());
          ArrayNode shape = one.putArray("shape");
          tensor.shape().forEach(shape::add);
        });
  }
}
