package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Mode;
import dev.signalbox.ingress.pool.Model;

/** What would have been chosen under another mode, all else being the same. */
public record Alternative(Mode mode, Model model) {}
