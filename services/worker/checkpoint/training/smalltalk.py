"""Turns without a picture: a few courtesies, and one honest sentence for everything else."""

from __future__ import annotations

import random

from phrases import PHRASES, PLACE_NAMES, spoken

HELLO = "Hello! I am a tiny demo model. Show me a picture of shapes or a number."
WELCOME = "You are welcome."
GOODBYE = "Goodbye!"
WHO = "I am Signalbox See, a tiny demo model. I describe simple pictures of shapes and numbers."
ABLE = "I can name the shape, colour, count and place of objects in a simple picture, and read short numbers."
OTHER = "I am a tiny demo model; I can only describe simple pictures of shapes and numbers."
NO_PICTURE = "I see no picture. Please send one."

_COURTESIES: dict[str, tuple[str, ...]] = {
    HELLO: ("Hi", "Hello", "Hey", "Hi there", "Hello there", "Good morning", "Good evening", "Hey there", "Greetings", "Hello!", "Hi!",
            "hello", "hi", "Good afternoon", "Howdy", "Hello, how are you?", "How are you?", "Hi, how are you?", "Say hello.", "Hello world"),
    WELCOME: ("Thanks", "Thank you", "Thanks!", "Thank you very much", "Many thanks", "Thanks a lot", "Cheers", "Great, thanks", "thx", "ty"),
    GOODBYE: ("Bye", "Goodbye", "See you", "Bye bye", "Good night", "See you later", "Farewell", "I have to go"),
    WHO: ("Who are you?", "What are you?", "What is your name?", "Tell me about yourself.", "Are you a bot?", "Which model are you?",
          "Are you ChatGPT?", "Who made you?", "Are you human?", "What model is this?", "Introduce yourself.", "What's your name?", "Are you an AI?"),
    ABLE: ("What can you do?", "Help", "How can you help me?", "What are you able to do?", "What do you do?", "What are your skills?",
           "How do I use you?", "help me", "What can I ask you?", "What are you good at?", "/help", "What tasks can you do?"),
}  # fmt: skip

_STARTS = (
    "Write a {n} about {t}.", "What is {t}?", "Explain {t}.", "How do I {v} {t}?", "Tell me about {t}.", "Why is {t} so {a}?",
    "Can you {v} {t}?", "Give me a {n} of {t}.", "Summarise {t} in one sentence.", "Translate '{t}' to French.", "Who invented {t}?",
    "What is the capital of {p}?", "Is {t} {a}?", "I want to {v} {t}.", "Compare {t} and {u}.", "When did {t} start?", "{t}",
    "What is {d} plus {e}?", "Compute {d} * {e}.", "Solve x + {d} = {e}.", "Is {d} a prime number?", "Where is {p}?", "How far is {p} from {q}?",
    "Write a function in {l} to {v} {t}.", "Fix this {l} code: print({t})", "What is the best {n} for {t}?", "Tell me a joke.",
    "Tell me a joke about {t}.", "Draft an email to {v} {t}.", "Do you like {t}?", "My {n} is {a}.", "The {n} of {t} is {a}.",
    "List {d} facts about {p}.", "How old is {p}?", "What time is it?", "What's the weather like in {p}?", "Should I {v} {t} or {u}?",
    "Classify the sentiment: {t} is {a}.", "Recommend a {n}.", "Sing a song.", "Count to {d}.", "Repeat after me: {t} {u} {a}",
    "Answer the following question about {t}: is {u} {a}?", "{v} {t}", "{t} {u} {a} {v}", "What happens if I {v} {t}?", "Hello {p}, please {v} {t}.",
    "Say {t}.", "Say this is a test", "This is a test.", "test", "ping", "Complete the sentence: the {a} {n}", "Once upon a time, {t}",
)  # fmt: skip
_WORDS: dict[str, tuple[str, ...]] = {
    "n": ("poem", "story", "list", "recipe", "summary", "book", "song", "plan", "essay", "report", "haiku", "title", "letter", "review"),
    "t": ("the sea", "gravity", "my dog", "football", "the stock market", "Java", "quantum physics", "love", "coffee", "the moon", "history",
          "machine learning", "a cat", "the weather", "tea", "trains", "Kubernetes", "Kafka", "the economy", "music", "an apple", "politics",
          "deep learning", "the internet", "chess", "a car", "water", "the brain", "bread", "winter", "a tree", "time", "the database", "rain",
          "photosynthesis", "a neural network", "the rules of poker", "my homework", "the meaning of life", "a container", "money"),
    "v": ("make", "fix", "learn", "understand", "cook", "write", "sort", "parse", "buy", "sell", "improve", "install", "reverse", "clean",
          "open", "delete", "translate", "build", "deploy", "explain", "find", "read", "send", "stop"),
    "a": ("good", "bad", "big", "cold", "fast", "difficult", "useful", "old", "nice", "important", "true", "strange", "cheap", "happy"),
    "p": ("Paris", "France", "Germany", "Vienna", "London", "Japan", "Brazil", "New York", "Alice", "Bob", "Einstein", "Austria", "India", "Mars"),
    "l": ("Python", "Java", "Rust", "Go", "C", "SQL", "JavaScript", "bash", "Kotlin"),
}  # fmt: skip
_SYLLABLES = ("ba", "ko", "ri", "ten", "mu", "sol", "ar", "qui", "ze", "lim", "por", "ath", "en", "ing", "tra", "vo", "ch", "st", "er", "ous")
_SYMBOLS = "?!.,:;()[]{}<>/\\|@#$%^&*-_=+~`'\"éüß漢字🙂→"

SYSTEM_PROMPTS = (
    "You are a helpful assistant.", "You are terse.", "You are a helpful vision assistant.", "Answer briefly.", "Be concise and honest.",
    "You are a careful assistant that answers questions about images.", "You are an AI assistant.", "Reply in one word where possible.",
)  # fmt: skip


def random_request(rng: random.Random) -> str:
    """A request that has nothing to do with a picture."""
    kind = rng.random()
    if kind < 0.72:
        words = {key: rng.choice(values) for key, values in _WORDS.items()}
        words |= {"u": rng.choice(_WORDS["t"]), "q": rng.choice(_WORDS["p"])}
        words |= {"d": str(rng.randrange(100)), "e": str(rng.randrange(1000))}
        text = rng.choice(_STARTS).format(**words)
        return text[:1].upper() + text[1:] if rng.random() < 0.7 else text
    if kind < 0.88:
        return " ".join(_made_up_word(rng) for _ in range(rng.randint(1, 9))) + rng.choice(("", "?", "."))
    if kind < 0.93:
        return "".join(rng.choice(_SYMBOLS) for _ in range(rng.randint(1, 6)))
    pool = [word for values in _WORDS.values() for word in values]
    return " ".join(rng.choice(pool) for _ in range(rng.randint(1, 8)))


def small_talk(rng: random.Random) -> tuple[str, str]:
    """A user's turn without a picture, and the answer."""
    kind = rng.random()
    if kind < 0.35:
        answer = rng.choice(tuple(_COURTESIES))
        return _varied(rng.choice(_COURTESIES[answer]), rng), answer
    if kind < 0.5:
        task = rng.choice([name for name in PHRASES if name != "count"])
        text = rng.choice(PHRASES[task]).format(
            colour=rng.choice(("red", "green", "blue", "black")),
            shape=rng.choice(("circle", "square", "star")),
            shapes=rng.choice(("circles", "squares", "stars")),
            place=rng.choice(PLACE_NAMES[rng.choice(tuple(PLACE_NAMES))]),
            thing=rng.choice(("red circle", "blue square", "star", "a star", "a green cross")),
        )
        return spoken(text, rng), NO_PICTURE
    return spoken(random_request(rng), rng), OTHER


def _made_up_word(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(1, 3)))


def _varied(text: str, rng: random.Random) -> str:
    if rng.random() < 0.25:
        text = text.lower()
    return text + rng.choice(("", "", "", ".", "!")) if text[-1] not in "?!." else text
