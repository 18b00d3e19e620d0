/** Prompts in the log, for who asks for them, without what is secret or personal by its form. */
@NullMarked
package dev.signalbox.ingress.promptlog;

import org.jspecify.annotations.NullMarked;
