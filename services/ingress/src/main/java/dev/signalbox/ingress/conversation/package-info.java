/**
 * Where each conversation was answered last, for as long as a provider's prompt cache is likely to
 * hold it: bounded, of this process only, and never needed. Nothing of a prompt is kept but a hash.
 */
@NullMarked
package dev.signalbox.ingress.conversation;

import org.jspecify.annotations.NullMarked;
