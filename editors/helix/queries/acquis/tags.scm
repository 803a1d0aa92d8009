; What a file declares, for the list of symbols of a file without a server.

(criterion provision: (_) @name) @definition.function
(define name: (identifier) @name) @definition.function
(derogation name: (identifier) @name) @definition.function
(rule name: (identifier) @name) @definition.function
(entity name: (identifier) @name) @definition.struct
(enumeration name: (identifier) @name) @definition.type
(register name: (identifier) @name) @definition.constant
(reading name: (identifier) @name) @definition.constant
(ladder name: (identifier) @name) @definition.interface
(instrument name: (identifier) @name) @definition.module
(scenario title: (_) @name) @definition.section
