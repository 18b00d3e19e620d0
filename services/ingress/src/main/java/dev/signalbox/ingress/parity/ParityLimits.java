package dev.signalbox.ingress.parity;

import dev.signalbox.ingress.chat.ChatRequest;

/**
 * Bounds of the comparisons of one process.
 *
 * @param parallel comparisons under way at once
 * @param waiting comparisons that wait behind them; more are dropped and said to be
 * @param bytes largest request body and largest answer that are compared
 * @param pictureBytes largest body of a request with pictures
 */
public record ParityLimits(int parallel, int waiting, int bytes, int pictureBytes) {
  boolean hold(ChatRequest request) {
    return request.body().length() <= (request.pictures().isEmpty() ? bytes : pictureBytes);
  }
}
