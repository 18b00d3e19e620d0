/**
 * The part of Jinja that chat templates use, with trim_blocks and lstrip_blocks on, as the
 * reference renders them. The rule: a closed language; a template can read what it is given and
 * nothing else, and what is not understood is refused, never guessed.
 */
@NullMarked
package dev.signalbox.worker.prompt.jinja;

import org.jspecify.annotations.NullMarked;
