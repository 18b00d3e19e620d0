package dev.signalbox.worker.jobs;

/** Topics of {@code proto/events/topics.yaml} that jobs travel on. */
final class JobTopics {
  static final String JOBS = "signalbox.jobs";
  static final String RESULTS = "signalbox.job-results";
  static final String DEAD = "signalbox.jobs.dlq";

  private JobTopics() {}
}
