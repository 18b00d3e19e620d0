package dev.signalbox.verdict.compare;

import dev.signalbox.verdict.parity.ParityReport;
import dev.signalbox.verdict.subject.SubjectSheet;
import java.util.ArrayList;
import java.util.List;

/**
 * What parity has measured of a subject here, on one route.
 *
 * @param title of the subject
 * @param row the model's own; of a route all of it
 */
public record Proof(String title, ParityReport.Experiment experiment, ParityReport.Row row) {
  /** In the report's order; empty for a subject that serves nothing here. */
  static List<Proof> of(SubjectSheet sheet, ParityReport report) {
    String pool = sheet.poolName();
    List<Proof> proofs = new ArrayList<>();
    if (pool == null) {
      return proofs;
    }
    for (ParityReport.Experiment experiment : report.experiments()) {
      if (experiment.route().equals(pool)) {
        proofs.add(new Proof(sheet.title(), experiment, experiment.all()));
      }
      for (ParityReport.Row row : experiment.byModel()) {
        if (row.of().equals(pool)) {
          proofs.add(new Proof(sheet.title(), experiment, row));
        }
      }
    }
    return proofs;
  }
}
