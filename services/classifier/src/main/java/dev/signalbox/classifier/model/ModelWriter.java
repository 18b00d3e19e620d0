package dev.signalbox.classifier.model;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the payload that {@link ModelReader} reads; the two must be changed together, with {@link
 * ModelFile#FORMAT}.
 */
final class ModelWriter {
  private final DataOutputStream out;

  ModelWriter(DataOutputStream out) {
    this.out = out;
  }

  void write(RoutingModel model) throws IOException {
    boolean remembers = model.memory().questions() > 0;
    out.writeInt(remembers ? ModelFile.FORMAT_WITH_MEMORY : ModelFile.FORMAT);
    out.writeInt(model.bits());
    byte[] words = String.join(" ", model.spelling().words()).getBytes(StandardCharsets.UTF_8);
    out.writeInt(words.length);
    out.write(words);
    out.writeInt(model.labels().size());
    for (Label label : model.labels()) {
      out.writeUTF(label.name());
      out.writeUTF(label.task().name());
    }
    reader(model.reader());
    ensemble(model.difficulty(), true);
    floats(model.scale().quantiles());
    out.writeDouble(model.scale().spread());
    out.writeInt(model.cohorts().size());
    for (Cohort cohort : model.cohorts()) {
      out.writeInt(cohort.heads().size());
      for (Head head : cohort.heads()) {
        head(head);
      }
      ensemble(cohort.success(), false);
      ensemble(cohort.tokens(), false);
      floats(cohort.domains());
      validation(cohort.validation());
    }
    out.writeInt(model.operating().points().size());
    for (OperatingCurve.Point point : model.operating().points()) {
      out.writeDouble(point.lossPoints());
      out.writeDouble(point.weightPerUsd());
      out.writeDouble(point.saving());
    }
    if (remembers) {
      memory(model.memory());
    }
    if (!model.stated().isEmpty()) {
      stated(model.stated());
    }
  }

  private void memory(QuestionMemory memory) throws IOException {
    out.writeInt(memory.models().size());
    for (String model : memory.models()) {
      out.writeUTF(model);
    }
    out.writeInt(memory.questions());
    for (int q = 0; q < memory.questions(); q++) {
      out.writeByte(memory.sketch(q).length);
      for (int hash : memory.sketch(q)) {
        out.writeInt(hash);
      }
      out.writeFloat(memory.difficulty(q));
      for (int m = 0; m < memory.models().size(); m++) {
        out.writeByte(memory.score(q, m));
      }
    }
  }

  private void stated(List<Stated> all) throws IOException {
    out.writeInt(all.size());
    for (Stated stated : all) {
      out.writeUTF(stated.model());
      out.writeDouble(stated.ability());
      out.writeDouble(stated.inputUsd());
      out.writeDouble(stated.outputUsd());
    }
  }

  private void validation(Validation validation) throws IOException {
    out.writeInt(validation.rows());
    tokens(validation.input());
    shares(validation.probability());
    shares(validation.score());
    tokens(validation.expected());
    tokens(validation.spent());
  }

  private void shares(float[] values) throws IOException {
    for (float value : values) {
      out.writeShort(ModelFile.packShare(value));
    }
  }

  private void tokens(float[] values) throws IOException {
    for (float value : values) {
      out.writeShort(ModelFile.packCount(value));
    }
  }

  private void reader(TextReader reader) throws IOException {
    out.writeInt(reader.outputs());
    floats(reader.mean());
    floats(reader.scale());
    floats(reader.denseWeights());
    floats(reader.bias());
    floats(reader.step());
    // Buckets that training saw too seldom have neither a weight nor an idf and are not written.
    for (int b = 0; b < reader.idf().length; b++) {
      out.writeFloat(reader.idf()[b]);
      if (reader.idf()[b] != 0) {
        out.writeByte(reader.marks()[b]);
      }
    }
    for (int k = 0; k < reader.outputs(); k++) {
      for (int b = 0; b < reader.idf().length; b++) {
        if (reader.idf()[b] != 0) {
          out.writeByte(reader.weights()[b * reader.outputs() + k]);
        }
      }
    }
  }

  private void head(Head head) throws IOException {
    out.writeUTF(head.model());
    out.writeInt(head.outcomes());
    for (double value :
        new double[] {
          head.baseRate(),
          head.slope(),
          head.offset(),
          head.spread(),
          head.ability(),
          head.tokenFactor(),
          head.inputUsd(),
          head.outputUsd()
        }) {
      out.writeDouble(value);
    }
  }

  /** Values in 16 bits; those of inner nodes, which only an explanation needs, where asked for. */
  private void ensemble(TreeEnsemble ensemble, boolean inner) throws IOException {
    floats(ensemble.base());
    out.writeBoolean(inner);
    float most = 0;
    for (Tree tree : ensemble.trees()) {
      for (float value : tree.value()) {
        most = Math.max(most, Math.abs(value));
      }
    }
    float step = most / Short.MAX_VALUE;
    out.writeFloat(step);
    out.writeInt(ensemble.trees().size());
    for (Tree tree : ensemble.trees()) {
      tree(tree, ensemble.outputs(), inner, step);
    }
  }

  private void tree(Tree tree, int outputs, boolean inner, float step) throws IOException {
    out.writeInt(tree.feature().length);
    for (int i = 0; i < tree.feature().length; i++) {
      boolean leaf = tree.feature()[i] < 0;
      out.writeShort(tree.feature()[i]);
      if (!leaf) {
        out.writeFloat(tree.threshold()[i]);
        out.writeShort(tree.left()[i]);
        out.writeShort(tree.right()[i]);
      }
      for (int k = 0; k < outputs && (leaf || inner); k++) {
        out.writeShort(step == 0 ? 0 : Math.round(tree.value()[i * outputs + k] / step));
      }
    }
  }

  private void floats(float[] values) throws IOException {
    out.writeInt(values.length);
    for (float value : values) {
      out.writeFloat(value);
    }
  }
}
