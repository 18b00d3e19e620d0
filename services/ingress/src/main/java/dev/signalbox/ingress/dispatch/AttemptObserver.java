package dev.signalbox.ingress.dispatch;

import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.upstream.UpstreamFailure;

/** Is told of each attempt that failed, whether or not another one followed. */
@FunctionalInterface
public interface AttemptObserver {
  void failed(Model model, UpstreamFailure failure);
}
