"""The one exception by which an action declines to do what was asked."""


class Refused(Exception):
    """An action was not allowed or made no sense; nothing was written.

    `code` names the case for tests and the API, `sentence` is shown to the reader,
    `rule` is the number in the rules that it rests on (empty for plain good sense).
    """

    def __init__(self, code: str, sentence: str, rule: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = str(sentence)
        self.rule = rule
