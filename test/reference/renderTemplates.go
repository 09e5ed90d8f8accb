// Renders Go templates as Ollama does, with text/template: [{template, talk}] on stdin, the texts on stdout.
package main

import (
	"encoding/json"
	"os"
	"strings"
	"text/template"
)

type message struct{ Role, Content string }

type asked struct {
	Template string
	Talk     struct {
		System   string
		Messages []message
	}
}

func main() {
	var all []asked
	if err := json.NewDecoder(os.Stdin).Decode(&all); err != nil {
		panic(err)
	}
	texts := []string{}
	for _, each := range all {
		var text strings.Builder
		made := template.Must(template.New("").Option("missingkey=zero").Parse(each.Template))
		if err := made.Execute(&text, each.Talk); err != nil {
			panic(err)
		}
		texts = append(texts, text.String())
	}
	if err := json.NewEncoder(os.Stdout).Encode(texts); err != nil {
		panic(err)
	}
}
