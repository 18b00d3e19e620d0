package dev.signalbox.worker.jobs;

/**
 * How jobs are pulled.
 *
 * @param model name of the model whose jobs are run; others are passed over
 * @param slots jobs in flight at most
 * @param maxBody longest request body in bytes
 */
public record JobSettings(String model, int slots, int maxBody) {
  private static final String GROUP = "signalbox-worker-";

  String group() {
    return GROUP + model;
  }
}
