package dev.signalbox.worker.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.signalbox.worker.program.Place;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * A TorchScript module and the arrays made for it; the only class that speaks DJL's PyTorch API.
 */
final class TorchModule implements AutoCloseable {
  static {
    // Nothing is fetched and nobody is told: natives come from the class path.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    // By default libgomp's threads spin for milliseconds after each operation: with anything else
    // on
    // the processors, packing and the first forward took four times the processor time.
    CLibrary.setIfAbsent("GOMP_SPINCOUNT", "20000");
    // oneDNN keeps a compiled product for each shape and number of rows, 1024 of them by default:
    // tens of megabytes that fill over thousands of requests whose prompts differ in length. Steps
    // of up to eight rows and a tile need fewer than a hundred.
    CLibrary.setIfAbsent("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "256");
  }

  private final PtNDManager manager;
  private final Device device;
  // Strongly held: DJL deletes the native module when this is collected.
  private final PtSymbolBlock module;

  private TorchModule(PtNDManager manager, Device device, PtSymbolBlock module) {
    this.manager = manager;
    this.device = device;
    this.module = module;
  }

  /** Loads libtorch itself, once for the process; from any thread. */
  static void loadLibraries() {
    Engine.getEngine("PyTorch");
  }

  /** CUDA devices that libtorch can use here; without its CUDA build none. */
  static int cudaDevices() {
    return Engine.getEngine("PyTorch").getGpuCount();
  }

  /**
   * Loads an archive; the calling thread, which gets the given number of libtorch threads, must
   * make every later call.
   */
  static TorchModule load(byte[] archive, int threads, Place place) {
    PtNDManager manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
    JniUtils.setNumThreads(threads);
    JniUtils.setGraphExecutorOptimize(false);
    try {
      PtSymbolBlock module =
          JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
      return new TorchModule(
          manager,
          switch (place) {
            case CPU -> Device.cpu();
            case CUDA -> Device.gpu();
          },
          module);
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  /** A scope whose arrays go when it is closed; made in the processor's memory. */
  PtNDManager scope() {
    return manager.newSubManager(Device.cpu());
  }

  /** An array where the program computes that lives until it is closed; contents undefined. */
  NDArray allocate(Shape shape) {
    return manager.create(shape, DataType.FLOAT32, device);
  }

  /** Takes an array out of its scope. */
  NDArray keep(NDArray array) {
    array.attach(manager);
    return array;
  }

  /** An array over the buffer's own memory when it is direct; the buffer must then outlive it. */
  NDArray over(ByteBuffer buffer, Shape shape, DataType type) {
    return manager.create(buffer, shape, type);
  }

  /** Calls a method that returns a tensor; the result belongs to the scope. */
  NDArray tensor(PtNDManager scope, String method, IValue... arguments) {
    try (IValue result = call(method, arguments)) {
      return result.toTensor(scope);
    }
  }

  /** Calls a method that returns an integer. */
  long integer(String method, IValue... arguments) {
    try (IValue result = call(method, arguments)) {
      return result.toLong();
    }
  }

  private IValue call(String method, IValue... arguments) {
    try {
      return IValueUtils.runMethod(module, method, arguments);
    } finally {
      for (IValue argument : arguments) {
        argument.close();
      }
    }
  }

  static IValue value(NDArray array) {
    return IValue.from((PtNDArray) array);
  }

  @Override
  public void close() {
    module.close();
    manager.close();
  }
}
